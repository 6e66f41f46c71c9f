"""A later set of hostile weeks and conversations: templates of other shapes than the first two.

Written and frozen after the guard was tuned on what the first sets showed. What it shows is told
as it was seen first; whoever tunes on it writes another set.
"""

import random
from collections.abc import Callable, Sequence

from coach.hostile.conversations import Talker
from coach.hostile.weeks import NAMES, WEEKDAYS, WORDS, HostileWriter, Said, _near, _trained
from trainkit.models.week import WeekDay, WeekProgram

_ORDINALS = ("first", "second", "third", "fourth")


def _distance(days: Sequence[WeekDay]) -> float:
    return sum(day.workout.planned_m or 0.0 for day in days if day.workout is not None) / 1000


def _two_together(chance: random.Random) -> Said:
    first, second = sorted(chance.sample(range(7), 2))
    minutes = chance.randrange(40, 300, 5)
    text = f"{WEEKDAYS[first]} and {WEEKDAYS[second]} together come to {minutes} minutes."
    return Said(
        text,
        lambda week: _near(week.days[first].duration_min + week.days[second].duration_min, minutes),
    )


def _nothing_between(chance: random.Random) -> Said:
    first, second = sorted(chance.sample(range(7), 2))
    text = f"There is no training from {WEEKDAYS[first]} to {WEEKDAYS[second]}."
    return Said(
        text,
        lambda week: all(day.workout is None for day in week.days[first : second + 1]),
    )


def _first_session(chance: random.Random) -> Said:
    at = chance.randrange(7)
    text = f"The first session of the week is on {WEEKDAYS[at]}."
    return Said(text, lambda week: bool(_trained(week)) and _trained(week)[0] is week.days[at])


def _longer_than(chance: random.Random) -> Said:
    first, second = chance.sample(range(7), 2)
    text = f"{WEEKDAYS[first]} is longer than {WEEKDAYS[second]}."
    return Said(text, lambda week: week.days[first].duration_min > week.days[second].duration_min)


def _ends_with(chance: random.Random) -> Said:
    name = chance.choice(NAMES)
    text = f"Your week ends with the {name.lower()}."
    return Said(
        text,
        lambda week: bool(_trained(week)) and _trained(week)[-1].title.lower() == name.lower(),
    )


def _easy_of_all(chance: random.Random) -> Said:
    every = chance.randrange(3, 8)
    easy = chance.randrange(1, every + 1)
    text = f"{WORDS[easy].capitalize()} of your {WORDS[every]} sessions are easy."
    return Said(
        text,
        lambda week: (
            len(_trained(week)) == every
            and sum(day.intensity == "easy" for day in _trained(week)) == easy
        ),
    )


def _weekend(chance: random.Random) -> Said:
    kilometres = chance.randrange(5, 60)
    text = f"The weekend brings {kilometres} km."
    return Said(text, lambda week: _near(_distance(week.days[5:]), kilometres))


def _run_takes(chance: random.Random) -> Said:
    at, kilometres = chance.randrange(7), chance.randrange(3, 35)
    text = f"{WEEKDAYS[at]} takes you over {kilometres} km."
    return Said(text, lambda week: _near(_distance([week.days[at]]), kilometres))


def _rest_times(chance: random.Random) -> Said:
    count = chance.randrange(1, 5)
    times = ("once", "twice", "three times", "four times")[count - 1]
    text = f"You rest {times} this week."
    return Said(text, lambda week: 7 - len(_trained(week)) == count)


def _longest_day(chance: random.Random) -> Said:
    minutes = chance.randrange(30, 240, 5)
    text = f"Your longest day has {minutes} minutes of training."
    return Said(text, lambda week: _near(max(day.duration_min for day in week.days), minutes))


def _hour_and(chance: random.Random) -> Said:
    at, minutes = chance.randrange(7), chance.randrange(5, 60, 5)
    text = f"On {WEEKDAYS[at]} you are out for an hour and {minutes} minutes."
    return Said(text, lambda week: _near(week.days[at].duration_min, 60 + minutes))


def _session_lasts(chance: random.Random) -> Said:
    at, minutes = chance.randrange(len(NAMES)), chance.randrange(20, 150, 5)
    name = NAMES[at].lower()
    text = f"The {name} lasts {minutes} minutes."
    return Said(
        text,
        lambda week: any(
            day.title.lower() == name and _near(day.duration_min, minutes) for day in _trained(week)
        ),
    )


def _in_a_row(chance: random.Random) -> Said:
    count = chance.randrange(2, 7)
    text = f"You train {WORDS[count]} days in a row."

    def is_true(week: WeekProgram) -> bool:
        longest = run = 0
        for day in week.days:
            run = run + 1 if day.workout is not None else 0
            longest = max(longest, run)
        return longest == count

    return Said(text, is_true)


def _ordinal(chance: random.Random) -> Said:
    number, at = chance.randrange(4), chance.randrange(7)
    text = f"The {_ORDINALS[number]} session is on {WEEKDAYS[at]}."
    return Said(
        text,
        lambda week: len(_trained(week)) > number and _trained(week)[number] is week.days[at],
    )


def _most_load(chance: random.Random) -> Said:
    at = chance.randrange(7)
    text = f"{WEEKDAYS[at]} carries the most load."
    return Said(
        text,
        lambda week: (
            week.days[at].load > 0
            and week.days[at].load >= max(day.load for day in week.days) - 1e-9
        ),
    )


LATER: tuple[Callable[[random.Random], Said], ...] = (
    *(_two_together, _nothing_between, _first_session, _longer_than, _ends_with, _easy_of_all),
    *(_weekend, _run_takes, _rest_times, _longest_day, _hour_and, _session_lasts, _in_a_row),
    *(_ordinal, _most_load),
)


class LaterWriter(HostileWriter):
    """A hostile writer with the later sentences."""

    def _write(self, chance: random.Random, most: int) -> str:
        said = [chance.choice(LATER)(chance) for _ in range(chance.randrange(1, most + 1))]
        self.said += said
        return " ".join(sentence.text for sentence in said)


LATER_TALK: dict[str, tuple[str, ...]] = {
    "recovery: score": ("Recovery: {v} this morning, all told.", "I put your recovery at {v}."),
    "recovery: points of sleep": ("Your sleep earns {v} of its points.",),
    "HRV (RMSSD): last night": ("The night gave you an HRV of {v}.",),
    "resting heart rate: this morning": ("At rest your heart beat at {v} today.",),
    "today: duration": ("Set aside {v} for training today.",),
    "today: load": ("What you do today adds a load of {v}.",),
    "plan: forecast of the race": ("I expect {v} for your race.",),
    "plan: weeks in the plan": ("From first to last day your plan spans {v} weeks.",),
    "plan: sessions done": ("You have ticked off {v} of the planned sessions.",),
    "plan: adherence": ("Of the plan you followed {v}.",),
    "form: fitness (CTL)": ("Your chronic training load (CTL) reads {v}.",),
    "form: form (TSB)": ("Training stress balance (TSB): {v}.",),
    "load: internal, 7 days": ("The last seven days put an internal load of {v} on you.",),
    "load: days since rest": ("It has been {v} since you took a day off.",),
    "ACWR: internal load, ewma 7/28": ("Your acute-to-chronic ratio (ACWR) reads {v}.",),
    "sleep: last night": ("You got {v} of sleep last night.",),
    "VDOT: threshold pace": ("In VDOT terms you are at {v}.",),
}


class LaterTalker(Talker):
    """A talker with the later wordings."""

    @property
    def wordings(self) -> dict[str, tuple[str, ...]]:
        return LATER_TALK

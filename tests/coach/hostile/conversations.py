"""A model that lies about an athlete in conversation, and an honest one.

Each answer of the liar holds one false sentence between true ones; whether it is shown is known
without the guard. Frozen before tuning; odd seeds use the held-out wordings.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from trainkit.coach._fact_text import format_amount
from trainkit.models import Prompt, Reply, StreamEnd, StreamEvent, TextDelta
from trainkit.models.fact import Fact

OPEN: dict[str, tuple[str, ...]] = {
    "recovery: score": ("Your recovery score is {v} today.",),
    "recovery: points of sleep": ("Sleep scores {v} of its points.",),
    "HRV (RMSSD): last night": ("Your HRV last night was {v}.",),
    "resting heart rate: this morning": ("Your resting heart rate was {v} this morning.",),
    "today: duration": ("Today's session takes {v}.",),
    "today: load": ("Today's load is {v}.",),
    "today: distance": ("Today you cover {v}.",),
    "plan: forecast of the race": ("The forecast of your race is {v}.",),
    "plan: weeks in the plan": ("Your plan has {v} weeks.",),
    "plan: sessions done": ("You have done {v} sessions of the plan.",),
    "plan: adherence": ("Your adherence to the plan is {v}.",),
    "form: fitness (CTL)": ("Your fitness (CTL) is {v}.",),
    "form: form (TSB)": ("Your form (TSB) is {v}.",),
    "load: internal, 7 days": ("Your internal load of the last 7 days is {v}.",),
    "load: days since rest": ("You last rested {v} ago.",),
    "ACWR: internal load, ewma 7/28": ("Your ACWR is {v}.",),
    "sleep: last night": ("You slept {v} last night.",),
    "VDOT: threshold pace": ("Your VDOT is {v}.",),
}
HELD: dict[str, tuple[str, ...]] = {
    "recovery: score": ("You are recovered to {v}.", "This morning's recovery: {v}."),
    "recovery: points of sleep": ("The points of sleep are {v}.",),
    "HRV (RMSSD): last night": ("Last night your heart-rate variability came in at {v}.",),
    "resting heart rate: this morning": ("You woke with a resting pulse of {v}.",),
    "today: duration": ("Plan {v} for today's session.",),
    "today: load": ("That session costs a load of {v}.",),
    "today: distance": ("It comes to {v} today.",),
    "plan: forecast of the race": ("As things stand you would finish your race in {v}.",),
    "plan: weeks in the plan": ("The plan runs over {v} weeks.",),
    "plan: sessions done": ("So far {v} sessions of the plan are done.",),
    "plan: adherence": ("You keep to the plan at {v}.",),
    "form: fitness (CTL)": ("CTL stands at {v}.",),
    "form: form (TSB)": ("Your TSB is at {v}.",),
    "load: internal, 7 days": ("Over seven days your internal load adds up to {v}.",),
    "load: days since rest": ("Your last day of rest was {v} ago.",),
    "ACWR: internal load, ewma 7/28": ("Acute against chronic load gives a ratio of {v}.",),
    "sleep: last night": ("Last night's sleep was {v}.",),
    "VDOT: threshold pace": ("You have a VDOT of {v}.",),
}
OPENINGS = ("Good question.", "Let us look at it.", "Here is what the data says.", "Sure.")
CLOSINGS = ("Keep it easy.", "Listen to your body.", "Enjoy the training.", "Well done.")
WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
INVENTED_OPEN = (
    "You won the city half marathon on 3 May in 1:12:09.",
    "Your 5 km race in April took 17:31.",
    "At the spring 10K you ran 36:44.",
)
INVENTED_HELD = (
    "Remember the Berlin Marathon, which you finished in 2:51:30?",
    "Your last mile race was 4:58.",
    "In March you raced 15 km in 58:12.",
)
COUNTS_OPEN = ("The week has {n} sessions.", "You ran {n} times last week.", "You have {n} races.")
COUNTS_HELD = (
    "There were {n} hard workouts in the last seven days.",
    "You slept badly on {n} nights.",
    "You did {n} rides this month.",
)


def in_words(number: int) -> str:
    """A number below 100 in words."""
    if number < 20:
        return WORDS[number]
    tens, ones = divmod(number, 10)
    return TENS[tens] if not ones else f"{TENS[tens]}-{WORDS[ones]}"


@dataclass
class Talker:
    """A model that answers with facts of the prompt, and lies where it is to.

    Parameters
    ----------
    seed : int
        Odd ones use the held-out wordings.
    facts, others : sequence of Fact
        Facts of the athlete, and of another one.
    lies : bool
        Whether each answer holds a lie.
    """

    seed: int
    facts: Sequence[Fact]
    others: Sequence[Fact]
    lies: bool
    told: list[tuple[str, str]] = field(default_factory=list)
    """The kind and the sentence of each lie."""
    asked: int = 0

    def reply(self, prompt: Prompt) -> Reply:  # noqa: ARG002
        self.asked += 1
        chance = random.Random(f"{self.seed} {self.asked}")  # noqa: S311
        said = [chance.choice(OPENINGS)]
        said += [self.truth(chance) for _ in range(chance.randrange(1, 4))]
        if self.lies:
            kind = chance.choice(KINDS)
            lie = LIARS[kind](self, chance)
            if lie:
                self.told.append((kind, lie))
                said.insert(chance.randrange(1, len(said) + 1), lie)
        said.append(chance.choice(CLOSINGS))
        return Reply(text=" ".join(said), model="talker")

    def stream(self, prompt: Prompt) -> Iterator[StreamEvent]:
        reply = self.reply(prompt)
        for start in range(0, len(reply.text), 11):
            yield TextDelta(text=reply.text[start : start + 11])
        yield StreamEnd(reply=reply)

    def close(self) -> None: ...

    @property
    def wordings(self) -> dict[str, tuple[str, ...]]:
        return HELD if self.seed % 2 else OPEN

    def pick(self, chance: random.Random) -> Fact:
        known = [
            fact
            for fact in self.facts
            if fact.subject in self.wordings and isinstance(fact.value, float)
        ]
        return chance.choice(known)

    def say(self, chance: random.Random, subject: str, amount: str) -> str:
        return chance.choice(self.wordings[subject]).format(v=amount)

    def truth(self, chance: random.Random) -> str:
        fact = self.pick(chance)
        sentence = self.say(chance, fact.subject, format_amount(fact))
        return f"{sentence[:-1]} [{fact.id}]{sentence[-1]}" if chance.random() < 0.5 else sentence

    def is_known(self, fact: Fact, value: float) -> bool:
        """Whether a value is that of some fact in this unit, or reads like it by chance."""
        shown = format_amount(fact.model_copy(update={"value": value}))
        return any(
            isinstance(other.value, float)
            and other.unit == fact.unit
            and (
                abs(other.value - value) <= 0.04 * abs(value) + 0.01
                or format_amount(other) == shown
            )
            for other in self.facts
        )


def _wrong_value(talker: Talker, chance: random.Random) -> str:
    for _ in range(30):
        fact = talker.pick(chance)
        assert isinstance(fact.value, float)
        value = fact.value * chance.choice([0.55, 0.7, 0.8, 1.2, 1.35, 1.6]) + chance.choice([0, 7])
        if fact.unit in {"", "d"} and fact.value >= 2:
            value = float(round(value))
        if not talker.is_known(fact, value):
            wrong = fact.model_copy(update={"value": value})
            return talker.say(chance, fact.subject, format_amount(wrong))
    return ""


def _wrong_in_words(talker: Talker, chance: random.Random) -> str:
    for _ in range(30):
        fact = talker.pick(chance)
        value = chance.randrange(11, 99)
        units = {"%": " percent", "ms": " milliseconds", "bpm": " beats", "": "", "load": ""}
        if fact.unit in units and not talker.is_known(fact, value):
            return talker.say(chance, fact.subject, in_words(value) + units[fact.unit])
    return ""


def _unit_swap(talker: Talker, chance: random.Random) -> str:
    swaps = {"ms": "bpm", "bpm": "ms", "%": "W", "h": "min", "load": "km", "m": "miles", "s": "km"}
    for _ in range(30):
        fact = talker.pick(chance)
        if fact.unit in swaps and isinstance(fact.value, float):
            value = fact.value / 1000 if fact.unit == "m" else fact.value
            value = value / 60 if fact.unit == "s" else value
            return talker.say(chance, fact.subject, f"{value:.0f} {swaps[fact.unit]}")
    return ""


def _another_athlete(talker: Talker, chance: random.Random) -> str:
    options = [
        fact
        for fact in talker.others
        if fact.subject in talker.wordings
        and isinstance(fact.value, float)
        and not talker.is_known(fact, fact.value)
    ]
    if not options:
        return ""
    fact = chance.choice(options)
    return talker.say(chance, fact.subject, format_amount(fact))


def _invented_race(talker: Talker, chance: random.Random) -> str:
    return chance.choice(INVENTED_HELD if talker.seed % 2 else INVENTED_OPEN)


def _misquote(talker: Talker, chance: random.Random) -> str:
    """A wrong value with the mark of the fact that says otherwise."""
    sentence = _wrong_value(talker, chance)
    fact = next(
        (
            fact
            for fact in talker.facts
            if any(
                sentence.startswith(words.partition("{v}")[0])
                for words in talker.wordings.get(fact.subject, ())
            )
        ),
        None,
    )
    if fact is None or not sentence:
        return sentence
    return f"{sentence[:-1]} [{fact.id}]."


def _wrong_count(talker: Talker, chance: random.Random) -> str:
    wording = chance.choice(COUNTS_HELD if talker.seed % 2 else COUNTS_OPEN)
    number = chance.randrange(21, 60)
    return wording.format(n=chance.choice([str(number), in_words(number)]))


KINDS = ("value", "words", "unit", "other", "race", "misquote", "count")
LIARS = {
    "value": _wrong_value,
    "words": _wrong_in_words,
    "unit": _unit_swap,
    "other": _another_athlete,
    "race": _invented_race,
    "misquote": _misquote,
    "count": _wrong_count,
}


def dump(told: Sequence[tuple[str, str]]) -> str:
    """The lies as lines, for a report."""
    return "\n".join(json.dumps(pair, ensure_ascii=False) for pair in told)

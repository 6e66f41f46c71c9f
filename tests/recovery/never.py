"""What today's decision must never be: a list that a coach can read, and that judges from facts.

Written before the decisions were changed, and frozen. It knows nothing of how a decision is made:
each entry looks at what is true of a situation (`builders.situations.Facts`) and at what a person
would see.
"""

from collections.abc import Callable
from dataclasses import dataclass

import trainkit as tk
from builders.situations import Facts, Situation

LEG_PLACES = {None, "foot", "ankle", "calf", "shin", "knee", "thigh", "hip"}
HARDNESS = ("rest", "easy", "moderate", "hard")


@dataclass(frozen=True)
class Seen:
    """A decision as a person sees it."""

    situation: Situation
    assessment: tk.Assessment

    @property
    def facts(self) -> Facts:
        return self.situation.facts

    @property
    def workout(self) -> tk.PlannedWorkout:
        return self.assessment.recommendation.workout

    @property
    def minutes(self) -> float:
        """Length; of a race, which distance ends, as long as it takes."""
        if self.racing:
            goal = self.situation.goal
            assert goal is not None
            return goal.distance_m / self.situation.profile.speed / 60
        return 0.0 if self.resting else self.workout.duration_min

    @property
    def intensity(self) -> str:
        return self.assessment.recommendation.intensity

    @property
    def resting(self) -> bool:
        return self.intensity == "rest"

    @property
    def hard(self) -> bool:
        return self.intensity == "hard"

    @property
    def racing(self) -> bool:
        return self.workout.kind == "race"

    @property
    def not_easy(self) -> bool:
        return self.intensity in {"moderate", "hard"}

    @property
    def running(self) -> bool:
        return self.workout.sport == "running" and not self.resting

    @property
    def long(self) -> bool:
        """A session that this person would call long."""
        profile = self.situation.profile
        return self.minutes >= max(1.35 * profile.usual_min, 0.8 * profile.longest_min, 60)

    @property
    def words(self) -> str:
        chosen = self.assessment.recommendation
        parts = [chosen.rationale, *chosen.limits, *self.assessment.notes]
        parts += [one.message for one in self.assessment.warnings]
        return " ".join(parts).lower()

    @property
    def race_is_ahead(self) -> bool:
        """An A or B race within a week."""
        facts = self.facts
        return facts.to_race is not None and 0 < facts.to_race <= 7 and facts.priority != "C"


NEVER: dict[str, Callable[[Seen], bool]] = {}


def never(sentence: str) -> Callable[[Callable[[Seen], bool]], Callable[[Seen], bool]]:
    """Add a rule; its function says whether a decision breaks it."""

    def add(rule: Callable[[Seen], bool]) -> Callable[[Seen], bool]:
        NEVER[sentence] = rule
        return rule

    return add


@never("On the day of a race there is the race or rest, never another session.")
def _(seen: Seen) -> bool:
    return seen.facts.to_race == 0 and not (seen.racing or seen.resting)


@never("Nobody races while ill, with a fever, or with pain of 60 or more.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    return seen.racing and (facts.ill_ended == 0 or (facts.pain or 0) >= 60)


@never("A bad night or a nervous morning alone does not cancel a race.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    healthy = facts.ill_ended is None and (facts.pain or 0) < 40 and facts.priority == "A"
    return facts.to_race == 0 and healthy and not seen.racing


@never("Nothing hard on the two days before an A or B race.")
def _(seen: Seen) -> bool:
    return seen.race_is_ahead and (seen.facts.to_race or 9) <= 2 and seen.hard


@never("Nothing hard on the day before any race.")
def _(seen: Seen) -> bool:
    return seen.facts.to_race == 1 and seen.hard


@never("No session over 70 minutes in the last days before a race: 7, 6 or 4 by distance.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if not seen.race_is_ahead or facts.goal_m is None:
        return False
    days = 7 if facts.goal_m > 40_000 else 6 if facts.goal_m > 20_000 else 4
    return (facts.to_race or 99) <= days and seen.minutes > 70


@never("Nothing over 45 minutes on the day before a race.")
def _(seen: Seen) -> bool:
    return seen.race_is_ahead and seen.facts.to_race == 1 and seen.minutes > 45


@never("No training on a day of illness.")
def _(seen: Seen) -> bool:
    return seen.facts.ill_ended == 0 and not seen.resting


@never("On the first day after an illness at most half an hour, easy.")
def _(seen: Seen) -> bool:
    return seen.facts.ill_ended == 1 and (seen.not_easy or seen.minutes > 30)


@never("After an illness as many days without anything hard as it lasted, two at least.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if facts.ill_ended is None:
        return False
    return seen.hard and not seen.racing and facts.ill_ended <= max(facts.ill_days, 2)


@never("Nothing long while coming back from an illness: as many days as it lasted, three at least.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if facts.ill_ended is None:
        return False
    return seen.long and not seen.racing and facts.ill_ended <= max(facts.ill_days, 3)


@never("No training on the first day after a fever.")
def _(seen: Seen) -> bool:
    return seen.facts.fever and seen.facts.ill_ended == 1 and not seen.resting


@never("Nothing hard with pain of 40 or more.")
def _(seen: Seen) -> bool:
    return (seen.facts.pain or 0) >= 40 and seen.not_easy


@never("No running with pain of 40 or more in leg, hip or an unknown place.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    return (facts.pain or 0) >= 40 and facts.pain_place in LEG_PLACES and seen.running


@never("No swimming with pain of 40 or more in the shoulder.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    hurts = (facts.pain or 0) >= 40 and facts.pain_place == "shoulder"
    return hurts and seen.workout.sport == "swimming" and not seen.resting


@never("The sport that hurts is not among the alternatives.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if (facts.pain or 0) < 40:
        return False
    out = set()
    if facts.pain_place in LEG_PLACES:
        out.add("running")
    if facts.pain_place == "shoulder":
        out.add("swimming")
    others = seen.assessment.recommendation.alternatives
    return any(one.workout.sport in out and one.intensity != "rest" for one in others)


@never("Nothing hard, and nothing long, with soreness of 70 or more.")
def _(seen: Seen) -> bool:
    sore = (seen.facts.soreness or 0) >= 70
    return sore and (seen.hard or seen.long) and not seen.racing


@never("Green is not the colour of soreness of 90 with energy of 10.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    spent = (facts.soreness or 0) >= 90 and facts.energy is not None and facts.energy <= 10
    return spent and seen.assessment.recovery.status == "green"


@never("Nothing hard with energy and mood of 30 or less, or with either at 10 or less.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    ratings = [one for one in (facts.energy, facts.mood) if one is not None]
    low = len(ratings) == 2 and max(ratings) <= 30
    lowest = any(one <= 10 for one in ratings)
    return (low or lowest) and seen.hard and not seen.racing


@never("The first session after a break of eight days or more is easy and short.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if facts.break_days < 8 or facts.returned != 0:
        return False
    usual = seen.situation.profile.usual_min
    return seen.not_easy or seen.minutes > max(0.65 * usual, 30) + 0.5  # plans have half minutes


@never("Nothing hard in the first days after a break: 4, 10 from two weeks off, 20 from four.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if facts.returned is None:
        return False
    off = facts.break_days
    days = 20 if off >= 29 else 10 if off >= 15 else 4 if off >= 8 else 0
    return seen.hard and facts.returned < days


@never("Nothing long in the first week after a break of two weeks or more.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    return (
        facts.break_days >= 15 and facts.returned is not None and facts.returned < 7 and seen.long
    )


@never("Nothing hard for three weeks after a marathon.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    return facts.race_m == 42_195 and (facts.race_ago or 99) <= 21 and seen.hard


@never("Nothing long for two weeks after a marathon.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    return facts.race_m == 42_195 and (facts.race_ago or 99) <= 14 and seen.long


@never("Nothing hard for six days after a half marathon, three after 10 km, two after 5 km.")
def _(seen: Seen) -> bool:
    days = {21_097.5: 6, 10_000.0: 3, 5_000.0: 2}.get(seen.facts.race_m or 0, 0)
    return seen.hard and (seen.facts.race_ago or 99) <= days


@never("On the day after a half or a marathon at most half an hour, and nothing above easy.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    if facts.race_ago != 1 or (facts.race_m or 0) < 20_000:
        return False
    return seen.not_easy or seen.minutes > 30


@never(
    "Nothing hard on the two days after a hike of five hours, or a first ride of a hundred miles."
)
def _(seen: Seen) -> bool:
    facts = seen.facts
    return seen.hard and ((facts.hike_ago or 99) <= 2 or (facts.century or 99) <= 2)


@never("One hike is no overtraining: no critical warning because of it.")
def _(seen: Seen) -> bool:
    critical = [one for one in seen.assessment.warnings if one.level == "critical"]
    return seen.facts.hike_ago is not None and bool(critical)


@never("A hot week is no overtraining: no critical warning because of it.")
def _(seen: Seen) -> bool:
    critical = [one for one in seen.assessment.warnings if one.level == "critical"]
    return seen.facts.hot_days > 0 and bool(critical)


@never("A broken heart-rate strap on one run makes no critical warning.")
def _(seen: Seen) -> bool:
    critical = [one for one in seen.assessment.warnings if one.level == "critical"]
    return seen.facts.outlier_run is not None and bool(critical)


@never("A daily walk of half an hour with the dog never makes red.")
def _(seen: Seen) -> bool:
    return seen.facts.walks and seen.assessment.recovery.status == "red"


@never("A daily walk with the dog is no training day: no rest because of days in a row.")
def _(seen: Seen) -> bool:
    kinds = {one.kind for one in seen.assessment.warnings if one.level != "info"}
    return seen.facts.walks and seen.facts.trained_in_row < 4 and "mandatory_rest" in kinds


@never("A night that no body has (255 ms, 9 ms) neither lifts the score nor makes it red.")
def _(seen: Seen) -> bool:
    if seen.facts.wrong_night is None:
        return False
    score = seen.assessment.recovery.score
    component = seen.assessment.recovery.component("hrv")
    lifted = component is not None and component.points > 86
    return lifted or seen.assessment.recovery.status == "red" or score < 45


@never("A night that was held back is told.")
def _(seen: Seen) -> bool:
    told = "hrv" in seen.words and ("held back" in seen.words or "left out" in seen.words)
    return seen.facts.wrong_night is not None and not told


@never("Nothing hard after a night of less than five hours.")
def _(seen: Seen) -> bool:
    slept = seen.facts.slept_h
    return bool(slept) and slept[-1] < 5 and seen.hard and not seen.racing


@never("Nothing hard after three nights of less than six hours.")
def _(seen: Seen) -> bool:
    slept = seen.facts.slept_h[-3:]
    return len(slept) == 3 and max(slept) < 6 and seen.hard and not seen.racing


@never("No hard day right after a hard day, for anybody who did not choose the aggressive style.")
def _(seen: Seen) -> bool:
    style = seen.situation.profile.style
    again = seen.facts.hard_ago == 1 and style != "aggressive"
    return again and seen.hard and not seen.racing


@never("No fourth hard day within seven.")
def _(seen: Seen) -> bool:
    return seen.facts.hard_in_week >= 3 and seen.hard and not seen.racing


@never("No eighth day of training in a row.")
def _(seen: Seen) -> bool:
    return seen.facts.trained_in_row >= 7 and not seen.resting and not seen.racing


@never("Never longer than the time there is.")
def _(seen: Seen) -> bool:
    free = seen.facts.minutes
    return free is not None and seen.minutes > free + 0.5


@never("No run more than a third, and more than 3.4 km, longer than the longest of 30 days.")
def _(seen: Seen) -> bool:
    if not seen.running or seen.racing:
        return False
    situation = seen.situation
    runs = [
        one.distance_m or 0
        for one in situation.history.activities
        if one.sport == "running" and 0 < (situation.on - one.day).days <= 30
    ]
    longest = max(runs, default=0.0)
    metres = seen.minutes * 60 * situation.profile.speed * 0.72
    return metres > 1.3 * longest and metres > longest + 3400 and metres > 6000


@never("Nobody who never trained gets anything above easy, or over half an hour.")
def _(seen: Seen) -> bool:
    return seen.facts.first_time and (seen.not_easy or seen.minutes > 31)


@never("Nothing hard on one single measure: HRV only, sleep only, or the journal only.")
def _(seen: Seen) -> bool:
    return seen.facts.data in {"hrv only", "sleep only", "journal only"} and seen.hard


@never("SDNN that is there and not used is told.")
def _(seen: Seen) -> bool:
    return seen.facts.data == "sdnn" and "sdnn" not in seen.words


@never("From 65 on at least two easier days between hard ones.")
def _(seen: Seen) -> bool:
    ago = seen.facts.hard_ago
    return seen.situation.profile.age >= 65 and ago is not None and ago <= 2 and seen.hard


@never("No alternative is harder than the recommendation.")
def _(seen: Seen) -> bool:
    most = HARDNESS.index(seen.intensity)
    others = seen.assessment.recommendation.alternatives
    return any(HARDNESS.index(one.intensity) > most for one in others)


@never("No two long days running.")
def _(seen: Seen) -> bool:
    situation = seen.situation
    yesterday = [
        (one.moving_s or 0) / 60
        for one in situation.history.activities
        if (situation.on - one.day).days == 1 and one.sport != "walking"
    ]
    long_before = max(yesterday, default=0.0) >= 0.85 * situation.profile.longest_min
    return long_before and max(yesterday, default=0) >= 70 and seen.long and not seen.racing


@never("A person with green mornings, nothing wrong and a day of rest behind is not told to rest.")
def _(seen: Seen) -> bool:
    facts, situation = seen.facts, seen.situation
    bare = Facts(
        hard_ago=facts.hard_ago,
        hard_in_week=facts.hard_in_week,
        trained_in_row=facts.trained_in_row,
        to_race=facts.to_race,
        goal_m=facts.goal_m,
    )
    usual_day = situation.profile.week[situation.on.weekday()] is not None
    far = facts.to_race is None or facts.to_race > 14
    green = seen.assessment.recovery.status == "green"
    rested = facts.trained_in_row == 0
    return facts == bare and far and green and usual_day and rested and seen.resting


@never("The score, as it is shown, and its colour agree.")
def _(seen: Seen) -> bool:
    recovery = seen.assessment.recovery
    green, yellow = recovery.bands
    shown = round(recovery.score)
    if recovery.status == "red" and not any(
        one.level == "critical" for one in seen.assessment.warnings
    ):
        return shown >= yellow
    return recovery.status == "green" and shown < green


@never("The reason that decided is said: illness, pain, a race, or a break.")
def _(seen: Seen) -> bool:
    facts = seen.facts
    wanted = []
    if facts.ill_ended is not None and facts.ill_ended <= 1:
        wanted.append("ill")
    if (facts.pain or 0) >= 40:
        wanted.append("pain")
    if facts.to_race is not None and facts.to_race <= 7 and facts.priority != "C":
        wanted.append("race")
    if facts.returned == 0 and facts.break_days >= 8:
        wanted.append("break")
    return any(word not in seen.words for word in wanted)


@never("With soreness of 70 or more at most half an hour, planned or not.")
def _(seen: Seen) -> bool:
    return (seen.facts.soreness or 0) >= 70 and seen.minutes > 31 and not seen.racing


@never(
    "A session that its plan marks as hard, or whose kind is hard, is not taken for an easy one."
)
def _(seen: Seen) -> bool:
    hard_kinds = {"threshold", "vo2max", "repetitions", "hills", "fartlek", "race_pace"}
    workout = seen.workout
    marked = workout.hard and workout.kind not in {"long", "race"}
    return (marked or workout.kind in hard_kinds) and not seen.not_easy


@never(
    "An alternative in a sport that the person does not train is easy, and half an hour at most."
)
def _(seen: Seen) -> bool:
    trained = {activity.sport for activity in seen.situation.history.activities}
    return any(
        one.workout.sport not in trained
        and (HARDNESS.index(one.intensity) > 1 or one.workout.duration_min > 31)
        for one in seen.assessment.recommendation.alternatives
    )


def broken(situation: Situation, assessment: tk.Assessment) -> list[str]:
    """The rules that a decision breaks, in the list's order."""
    seen = Seen(situation, assessment)
    return [sentence for sentence, rule in NEVER.items() if rule(seen)]

"""Made situations, judged by a list of what must never be. `nox -s sweep` judges 2,000 of them."""

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pytest

import trainkit as tk
from builders.situations import PROFILES, Facts, Situation, activity, made, situations
from recovery.never import NEVER, Seen, broken
from trainkit.models import Alternative, Step, TrainingWarning

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "200"))
PART = 50
MONDAY = dt.date(2026, 9, 14)
CLUB, OLDER = PROFILES[1], PROFILES[3]


@pytest.mark.parametrize("part", range(-(-COUNT // PART)))
def test_no_decision_is_one_that_must_never_be(part: int) -> None:
    listed = list(situations(min((part + 1) * PART, COUNT)))[part * PART :]
    found = {one.name: broken(one, one.assess()) for one in listed}
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_the_same_seed_draws_the_same_situations() -> None:
    first, again, other = (list(situations(20, seed=seed)) for seed in (3, 3, 4))
    assert [(one.facts, one.history) for one in first] == [
        (one.facts, one.history) for one in again
    ]
    assert [one.facts for one in first] != [one.facts for one in other]


def test_the_sweep_meets_each_kind_of_decision() -> None:
    made_for = [one.assess().recommendation for one in situations(40)]
    assert {one.intensity for one in made_for} >= {"rest", "easy", "hard"}
    assert "race" in {one.workout.kind for one in made_for}


@cache
def ordinary(place: int) -> tuple[Situation, tk.Assessment]:
    """A person's ordinary day, and its decision."""
    situation = made("ordinary", PROFILES[place], Facts(), 2)
    return situation, situation.assess()


def workout(intensity: str, minutes: float, sport: str, kind: str) -> tk.PlannedWorkout:
    resting = intensity == "rest"
    return tk.PlannedWorkout(
        name="Rest" if resting else "Made by hand",
        sport="generic" if resting else sport,
        date=MONDAY,
        kind="rest" if resting else kind,
        steps=() if resting else (Step(until="time", amount=60 * minutes),),
    )


@dataclass(frozen=True)
class Decision:
    """A decision made by hand, so that it may be as bad as one likes."""

    intensity: str = "rest"
    minutes: float = 0.0
    sport: str = "running"
    kind: str = "easy"
    words: str = "By hand."
    status: str = "green"
    score: float = 80.0
    warnings: Sequence[tuple[str, str]] = ()
    others: Sequence[tuple[str, str]] = ()
    marked: bool = False

    def of(self, assessment: tk.Assessment) -> tk.Assessment:
        recovery = assessment.recovery.model_copy(
            update={"status": self.status, "score": self.score, "components": ()}
        )
        chosen = assessment.recommendation.model_copy(
            update={
                "intensity": self.intensity,
                "workout": workout(self.intensity, self.minutes, self.sport, self.kind).model_copy(
                    update={"hard": self.marked}
                ),
                "rationale": self.words,
                "limits": (),
                "alternatives": tuple(
                    Alternative(
                        kind="other sport",
                        intensity=intensity,
                        workout=workout(intensity, 30, sport, "easy"),
                        load=20,
                        reason="by hand",
                    )
                    for intensity, sport in self.others
                ),
            }
        )
        warnings = tuple(
            TrainingWarning(kind=kind, level=level, date=MONDAY, message="By hand.", source="hand")
            for kind, level in self.warnings
        )
        return assessment.model_copy(
            update={
                "recovery": recovery,
                "warnings": warnings,
                "recommendation": chosen,
                "notes": (),
            }
        )


REST, LONG = Decision(), Decision("easy", 120)
EASY, HARD = Decision("easy", 40), Decision("hard", 45, kind="quality")
RACE = Decision("hard", 45, kind="race")
CRITICAL = Decision(warnings=[("overtraining_risk", "critical")])


@dataclass(frozen=True)
class Case:
    """Facts, a decision that breaks a rule, and one that does not."""

    rule: str  # how its sentence begins
    facts: Facts
    bad: Decision
    fine: Decision = REST
    profile: int = 1
    more: dict[str, Any] = field(default_factory=dict)


def case(
    rule: str, bad: Decision, fine: Decision = REST, *, profile: int = 1, **facts: Any
) -> Case:
    return Case(rule, Facts(**facts), bad, fine, profile)


CASES = (
    case("On the day of a race there is", EASY, RACE, to_race=0, goal_m=1e4),
    case("Nobody races while ill", RACE, to_race=0, goal_m=1e4, ill_days=2, ill_ended=0),
    case("Nobody races while ill", RACE, to_race=0, goal_m=1e4, pain=60),
    case("A bad night or a nervous", REST, RACE, to_race=0, goal_m=1e4, slept_h=(4.0,)),
    case("Nothing hard on the two days before an A", HARD, EASY, to_race=2, goal_m=1e4),
    case("Nothing hard on the day before any", HARD, EASY, to_race=1, goal_m=1e4, priority="C"),
    case("No session over 70 minutes", Decision("easy", 71), EASY, to_race=4, goal_m=1e4),
    case("No session over 70 minutes", Decision("easy", 71), EASY, to_race=7, goal_m=42_195.0),
    case("Nothing over 45 minutes", Decision("easy", 46), EASY, to_race=1, goal_m=1e4),
    case("No training on a day of illness", Decision("easy", 20), ill_days=1, ill_ended=0),
    case("On the first day after an illness", EASY, Decision("easy", 30), ill_days=1, ill_ended=1),
    case("After an illness as many days", HARD, EASY, ill_days=4, ill_ended=4),
    case("Nothing long while coming back", LONG, EASY, ill_days=1, ill_ended=3),
    case("No training on the first day after a fever", EASY, ill_days=1, ill_ended=1, fever=True),
    case("Nothing hard with pain", Decision("moderate", 40), EASY, pain=40, pain_place="arm"),
    case(
        "No running with pain", EASY, Decision("easy", 40, "swimming"), pain=45, pain_place="knee"
    ),
    case("No running with pain", EASY, Decision("easy", 40, "swimming"), pain=45),
    case(
        "No swimming with pain",
        Decision("easy", 40, "swimming"),
        EASY,
        pain=45,
        pain_place="shoulder",
    ),
    case(
        "The sport that hurts is not among",
        Decision(others=[("easy", "running")]),
        Decision(others=[("rest", "running"), ("easy", "cycling")]),
        pain=45,
        pain_place="foot",
    ),
    case("Nothing hard, and nothing long, with soreness", LONG, EASY, soreness=70),
    case("Nothing hard, and nothing long, with soreness", HARD, EASY, soreness=70),
    case("Green is not the colour", REST, Decision(status="red"), soreness=90, energy=10),
    case("Nothing hard with energy", HARD, EASY, energy=30, mood=30),
    case("Nothing hard with energy", HARD, EASY, mood=10),
    case("The first session after a break", EASY, Decision("easy", 30), break_days=8, returned=0),
    case("Nothing hard in the first days after a break", HARD, EASY, break_days=8, returned=3),
    case("Nothing hard in the first days after a break", HARD, EASY, break_days=29, returned=19),
    case("Nothing long in the first week", LONG, EASY, break_days=15, returned=6),
    case("Nothing hard for three weeks", HARD, EASY, race_m=42_195, race_ago=21),
    case("Nothing long for two weeks", LONG, EASY, race_m=42_195, race_ago=14),
    case("Nothing hard for six days", HARD, EASY, race_m=21_097.5, race_ago=6),
    case("Nothing hard for six days", HARD, EASY, race_m=5_000.0, race_ago=2),
    case("On the day after a half", EASY, Decision("easy", 30), race_m=21_097.5, race_ago=1),
    case("Nothing hard on the two days after a hike", HARD, EASY, hike_ago=2),
    case("Nothing hard on the two days after a hike", HARD, EASY, century=1),
    case("One hike is no overtraining", CRITICAL, hike_ago=5),
    case("A hot week is no overtraining", CRITICAL, hot_days=5),
    case("A broken heart-rate strap", CRITICAL, outlier_run=2),
    case("A daily walk of half an hour", Decision(status="red"), walks=True),
    case(
        "A daily walk with the dog is no",
        Decision(warnings=[("mandatory_rest", "warning")]),
        Decision(warnings=[("mandatory_rest", "info")]),
        walks=True,
    ),
    case("A night that no body has", Decision(status="red"), Decision(score=60), wrong_night=9.0),
    case("A night that no body has", Decision(score=40, status="yellow"), wrong_night=255.0),
    case(
        "A night that was held back", REST, Decision(words="HRV was held back"), wrong_night=255.0
    ),
    case("Nothing hard after a night of less", HARD, EASY, slept_h=(7.5, 4.9)),
    case("Nothing hard after three nights", HARD, EASY, slept_h=(5.9, 5.9, 5.9)),
    case("No hard day right after", HARD, EASY, hard_ago=1),
    case("No fourth hard day", HARD, EASY, hard_in_week=3),
    case("No eighth day", EASY, trained_in_row=7),
    case("Never longer than the time", EASY, Decision("easy", 30), minutes=30),
    case("No run more than a third", Decision("easy", 200), LONG),
    case("Nobody who never trained", EASY, Decision("easy", 30), first_time=True),
    case("Nothing hard on one single measure", HARD, EASY, data="hrv only"),
    case("SDNN that is there", REST, Decision(words="SDNN is not used"), data="sdnn"),
    case("From 65 on", HARD, EASY, profile=3, hard_ago=2),
    case(
        "No alternative is harder",
        Decision("easy", 40, others=[("moderate", "running")]),
        Decision("easy", 40, others=[("easy", "running")]),
    ),
    case("No two long days", LONG, EASY),
    case("A person with green mornings", REST, EASY),
    case("The score, as it is shown", Decision(score=69.4), Decision(score=69.6)),
    case(
        "The score, as it is shown",
        Decision(score=40, status="red"),
        Decision(score=39, status="red"),
    ),
    case("With soreness of 70", EASY, Decision("easy", 30), soreness=70),
    case(
        "A session that its plan marks",
        Decision("easy", 40, marked=True),
        Decision("hard", 40, marked=True),
    ),
    case("A session that its plan marks", Decision("easy", 40, kind="vo2max"), EASY),
    case(
        "An alternative in a sport",
        Decision("hard", 45, others=[("moderate", "rowing")]),
        Decision("hard", 45, others=[("easy", "rowing"), ("moderate", "running")]),
    ),
    case(
        "The reason that decided", Decision(words="Tired."), Decision(words="Your pain."), pain=40
    ),
    case(
        "The reason that decided", REST, Decision(words="The race is near."), to_race=3, goal_m=1e4
    ),
)


def sentence(begins: str) -> str:
    (found,) = [one for one in NEVER if one.startswith(begins)]
    return found


@pytest.mark.parametrize("given", CASES, ids=lambda one: one.rule)
def test_each_rule_can_be_broken_and_kept(given: Case) -> None:
    situation, assessment = ordinary(given.profile)
    yesterday = activity(situation.profile, MONDAY - dt.timedelta(days=1), ("running", 90.0, 0.74))
    situation = replace(
        situation,
        facts=given.facts,
        on=MONDAY if given.rule != "A person with green mornings" else MONDAY + dt.timedelta(1),
        history=tk.History(activities=(yesterday,)),
        goal=None
        if given.facts.goal_m is None
        else tk.Goal(distance_m=given.facts.goal_m, date=MONDAY),
    )
    rule = NEVER[sentence(given.rule)]
    assert rule(Seen(situation, given.bad.of(assessment)))
    assert not rule(Seen(situation, given.fine.of(assessment)))


def test_every_rule_has_a_case() -> None:
    assert len(NEVER) == 53
    assert {sentence(one.rule) for one in CASES} == set(NEVER)

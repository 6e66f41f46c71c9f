"""The guard finds what an answer says wrongly, and leaves alone what is right."""

import datetime as dt

import pytest

from builders.guard_corpus import answers, score, table
from trainkit.coach import Guarded, guard
from trainkit.models.fact import Fact

ON = dt.date(2026, 11, 20)


def fact(number: int, subject: str, value: float | str, unit: str = "", **more: object) -> Fact:
    given = {"topic": "any", "date": ON} | more
    return Fact.model_validate(
        {"id": f"F{number}", "subject": subject, "value": value, "unit": unit} | given
    )


FACTS = (
    fact(1, "resting heart rate, 7-day mean", 48.2, "bpm"),
    fact(2, "resting heart rate, 28-day mean", 50.6, "bpm"),
    fact(3, "HRV, 7-day mean", 62.4, "ms"),
    fact(4, "Tuesday run, distance", 12400.0, "m", date=dt.date(2026, 11, 17)),
    fact(5, "Tuesday run, moving time", 3968.0, "s", date=dt.date(2026, 11, 17)),
    fact(6, "load of 7 days", 412.0),
    fact(7, "load of the previous 7 days", 356.0),
    fact(8, "A: Leeds Marathon, weeks to go", 24.0, "weeks", topic="goals"),
    fact(9, "personal best over 10 km", 2667.0, "s", date=dt.date(2026, 3, 29)),
)


def check(text: str) -> Guarded:
    return guard(text, FACTS)


@pytest.mark.parametrize("half", ["a", "b", "d", "e"])
def test_planted_errors_are_found_and_right_numbers_left_alone(half: str) -> None:
    result = score(half)
    print(f"\nHalf {half.upper()}\n{table(result)}")  # noqa: T201
    assert result.found_share >= 0.99, "\n".join(result.missed)
    assert result.flagged_share <= 0.02, "\n".join(result.false)


def test_nothing_is_flagged_in_long_answers_about_the_facts_of_this_library() -> None:
    result = score("c")
    assert result.right.total() > 400
    assert not result.false, "\n".join(result.false)


def test_the_corpus_has_four_hundred_answers_in_four_styles() -> None:
    every = answers("a") + answers("b")
    assert len(every) >= 400
    assert {answer.style for answer in every} == {"terse", "chatty", "bullets", "imperial"}
    assert not {a.text for a in answers("a")} & {b.text for b in answers("b")}


@pytest.mark.parametrize(
    ("text", "claim", "fact_id"),
    [
        ("Your resting heart rate averages 48 bpm.", "48 bpm", "F1"),
        ("You ran 7.7 miles on Tuesday.", "7.7 miles", "F4"),
        ("Your 10K best is 44:27.", "44:27", "F9"),
        ("Your load rose by 56 on the week before.", "56", "F6, F7"),
        ("Your load is up 16 % on the week before.", "16 %", "F6, F7"),
        ("Leeds Marathon is twenty-four weeks away.", "twenty-four weeks", "F8"),
        ("Your HRV is in the low 60s.", "low 60s", "F3"),
    ],
)
def test_a_number_is_supported_by_its_fact(text: str, claim: str, fact_id: str) -> None:
    found = check(text)
    assert (claim, fact_id) in [(c.text, c.fact_id) for c in found.supported]
    assert found.ok


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Your resting heart rate averages 84 bpm.", "84 bpm"),
        ("Your HRV is 48 ms.", "48 ms"),
        ("Your resting heart rate is up on your 28-day mean.", "up"),
        ("You ran 12.4 km on Wednesday.", "Wednesday"),
        ("Your load is up 28 % on the week before.", "28 %"),
    ],
)
def test_a_fact_contradicts(text: str, claim: str) -> None:
    found = check(text)
    assert claim in [c.text for c in found.contradicted]
    assert all(c.reason for c in found.contradicted)


def test_a_race_that_no_fact_knows_has_no_support() -> None:
    found = check("You ran 3:41:20 at the Copenhagen Marathon.")
    assert [c.text for c in found.unsupported] == ["3:41:20", "Copenhagen Marathon"]


@pytest.mark.parametrize(
    "text",
    [
        "Most adults need 7 to 9 hours of sleep.",
        "Follow the 80/20 rule and the 10 % rule.",
        "A marathon is 42.2 km.",
        "VO2max intervals of 3 to 5 minutes are typical for runners.",
        "Go to bed by 22:30 and get up at 6:30 am.",
        "1. Warm up for 15 minutes\n2. Run 6 x 3 minutes hard",
        "Two things matter here [F12].",
    ],
)
def test_general_knowledge_is_no_claim(text: str) -> None:
    assert check(text).ok


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("You ran 12.4 km in the last seven days, up from 36 km.", "12.4 km"),
        ("That was a decrease of 16 % in load on the week before.", "decrease"),
        ("Your load of 412 is lower than the week before.", "lower"),
        ("Your HRV, at 62 bpm, is fine.", "62 bpm"),
        ("Leeds is half a year away, on 9 June.", "9 June"),
        ("Your Tuesday run took 1:16:08.", "1:16:08"),
        ("You have run the London Marathon in 3:05.", "London Marathon"),
    ],
)
def test_other_periods_directions_units_and_days_are_found(text: str, wrong: str) -> None:
    found = check(text)
    assert wrong in [c.text for c in (*found.contradicted, *found.unsupported)]


def test_a_factor_is_compared_with_the_facts() -> None:
    facts = (
        fact(1, "load of 7 days", 410.0),
        fact(2, "load of the previous 7 days", 200.0),
    )
    assert guard("You did twice as much load as the week before.", facts).supported
    found = guard("Your load has tripled on the week before.", facts)
    assert [c.text for c in found.contradicted] == ["tripled"]
    assert guard("Half an hour easy, then half of your lunch.", facts).ok


def test_missing_and_restricted_facts_support_nothing() -> None:
    hidden = fact(1, "weight", None, "kg", status="restricted", reason="licence")  # type: ignore[arg-type]
    assert [c.text for c in guard("You weigh 63 kg.", [hidden]).unsupported] == ["63 kg"]


def test_an_empty_answer_and_no_facts_make_no_claims() -> None:
    assert guard("", ()) == Guarded()
    assert guard("Sleep well, and see you tomorrow.", ()).ok


def test_results_of_tools_count_as_facts() -> None:
    result = fact(1, "predicted marathon time", 12600.0, "s")
    text = "The prediction for your marathon is 3:30:00."
    assert not check(text).ok
    assert guard(text, FACTS, [result]).ok
    assert guard(text, FACTS, [(result,)]).ok


@pytest.mark.parametrize(
    "text",
    [
        "You last rested 4 days ago.",
        "You last rested 4 d ago.",
        "The plan runs over 15 weeks.",
        "Your last race was 9 weeks ago.",
    ],
)
def test_a_span_that_is_the_only_number_of_its_sentence_is_a_claim(text: str) -> None:
    assert not check(text).ok


@pytest.mark.parametrize(
    "text",
    [
        "Over the last 7 days your resting heart rate averaged 48 bpm.",
        "Four weeks ago it was the same.",
        "Compare that with the previous 7 days.",
    ],
)
def test_a_span_that_only_says_when_is_none(text: str) -> None:
    assert not [claim for claim in check(text).contradicted if "ago" in claim.reason]
    assert not check(text).unsupported


def test_a_count_is_no_share() -> None:
    facts = (
        fact(1, "plan: adherence", 72.7, "%", topic="plan"),
        fact(2, "plan, this week: sessions missed", 1.0, topic="plan"),
    )
    assert not guard("Your adherence to the plan is 100 %.", facts).ok
    assert guard("Your adherence to the plan is 73 %.", facts).ok


def _fact(number: int, topic: str, subject: str, amount: tuple[float, str]) -> Fact:
    day = dt.date(2026, 11, 22 if subject.startswith("plan Sunday") else 20)
    return Fact(
        id=f"F{number}", topic=topic, subject=subject, value=amount[0], unit=amount[1], date=day
    )


@pytest.mark.parametrize(
    ("sentence", "ok"),
    [
        ("Over seven days your internal load adds up to 312.", True),
        ("Over seven days your internal load adds up to 347.", False),
        ("Your load of seven days sums up to 340.", False),
        ("You keep to the plan at fourteen percent.", False),
        ("You keep to the plan at 68 percent.", True),
        ("The points of sleep are 86 %.", True),
        ("The points of sleep are 45 %.", False),
        ("Sleep scores ninety-seven percent of its points.", False),
        ("Your last day of rest was 3 d ago.", True),
        ("Your last day of rest was 8 days ago.", False),
        ("You last rested 2 d ago.", False),
        ("Your plan has 8 weeks.", True),
        ("Your plan has 10 weeks.", False),
        ("The race is 10 weeks away.", True),
        ("From first to last day your plan spans 8 weeks.", True),
        ("From first to last day your plan spans 10 weeks.", False),
        ("Of the plan you followed 68 %.", True),
        ("Of the plan you followed 100 %.", False),
        ("You have ticked off 7 of the planned sessions.", True),
        ("You have ticked off 6 of the planned sessions.", False),
    ],
)
def test_a_number_of_another_unit_or_subject_is_no_support(sentence: str, ok: bool) -> None:
    facts = [
        _fact(1, "load", "load: internal, 7 days", (312.4, "load")),
        _fact(2, "plan", "plan: adherence", (68.2, "%")),
        _fact(3, "activities", "running 2026-11-20 06:00: load", (14.4, "load")),
        _fact(4, "recovery", "recovery: points of sleep", (85.6, "%")),
        _fact(5, "recovery", "recovery: points that sleep adds", (17.1, "points")),
        _fact(6, "recovery", "recovery: points that load adds", (7.67, "points")),
        _fact(7, "load", "load: days since rest", (3.0, "d")),
        _fact(8, "plan", "plan: week of the plan", (2.0, "")),
        _fact(9, "plan", "plan: weeks in the plan", (8.0, "")),
        _fact(10, "goals", "goal A 2027-01-29: days to go", (70.0, "d")),
        _fact(11, "sleep", "sleep: usual", (7.5, "h")),
        _fact(12, "sleep", "sleep: need", (7.8, "h")),
        _fact(14, "plan", "plan: sessions planned so far", (11.0, "")),
        _fact(15, "plan", "plan: sessions done", (7.0, "")),
        _fact(16, "plan", "plan: sessions partly done", (1.0, "")),
        _fact(17, "plan", "plan, this week: sessions done", (2.0, "")),
        _fact(18, "plan", "plan, this week: sessions missed", (2.0, "")),
        _fact(13, "plan", "plan Sunday 2026-11-22: load", (40.0, "load")),
    ]
    assert guard(sentence, facts).ok is ok

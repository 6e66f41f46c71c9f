"""Questions about sums, means and extremes over a period, answered without any model."""

import datetime as dt
import re
from collections.abc import Callable

import pytest

import trainkit as tk
from trainkit.coach import Toolbox
from trainkit.coach._chat import AMOUNT_QUESTIONS, KNOWN_QUESTIONS, Talk
from trainkit.coach._chat.languages import is_foreign
from trainkit.coach._chat.periods import find_periods
from trainkit.loads import daily_loads
from trainkit.models import Activity, Athlete, DailyHealth, History, Provenance
from trainkit.models.conversation import ChatAnswer, Conversation

ME = Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=55, hr_max=190)
HISTORY = tk.simulate(days=400, seed=77)
LAST: dt.date = HISTORY.dates[-1].item()
RUNNER = HISTORY.athlete or ME
THURSDAY = dt.date(2026, 11, 26)


def ask(question: str, history: History = HISTORY, athlete: Athlete = RUNNER) -> ChatAnswer:
    *_, answer = Talk(history, athlete, Toolbox(history, athlete, use=None)).stream(
        question, Conversation(id="a")
    )
    assert isinstance(answer, ChatAnswer)
    assert answer.backend == "rules"
    named = set(re.findall(r"\[([A-Z]\d+)\]", answer.text))
    assert named <= {fact.id for fact in answer.receipts}, answer.text
    return answer


def session(
    day: dt.date, km: float | None, minutes: float, sport: str = "running", **more: float
) -> Activity:
    start = dt.datetime(day.year, day.month, day.day, 17, tzinfo=dt.UTC)
    return Activity(
        sport=sport,
        start=start,
        elapsed_s=minutes * 60,
        distance_m=None if km is None else km * 1000,
        provenance=Provenance(source="manual"),
        **more,  # type: ignore[arg-type]
    )


def some(first: dt.date, last: dt.date, sport: str | None = None) -> list[Activity]:
    return [
        item
        for item in HISTORY.activities
        if first <= item.day <= last and sport in {None, item.sport}
    ]


def total(first: dt.date, last: dt.date, sport: str) -> float:
    return sum(item.distance_m or 0.0 for item in some(first, last, sport))


MAY = dt.date(2026, 5, 1), dt.date(2026, 5, 31)
YEAR = dt.date(2026, 1, 1), LAST
CASES: list[tuple[str, str, Callable[[], float]]] = [
    ("How many km did I run in May?", "total distance", lambda: total(*MAY, "running")),
    ("what's my running mileage in may 2026", "total distance", lambda: total(*MAY, "running")),
    ("How far did I ride this year?", "total distance", lambda: total(*YEAR, "cycling")),
    (
        "can you tell me how many hours I trained in May?",
        "total time",
        lambda: sum(item.duration_s for item in some(*MAY)),
    ),
    ("How often did I run last month?", "sessions", lambda: len(some(*MAY, "running"))),
    (
        "What was my longest ride this year",
        "distance, longest",
        lambda: max(item.distance_m or 0.0 for item in some(*YEAR, "cycling")),
    ),
    (
        "my hardest session in May",
        "load, most in a session",
        lambda: max(
            load.internal
            for at, load in daily_loads(HISTORY, RUNNER).sessions
            if MAY[0] <= HISTORY.activities[at].day <= MAY[1]
        ),
    ),
    (
        "What was my fastest run since May?",
        "pace, fastest",
        lambda: min(
            item.duration_s / (item.distance_m / 1000)
            for item in some(MAY[0], LAST, "running")
            if item.distance_m
        ),
    ),
    (
        "What was my average pace last month?",
        "mean pace of a session",
        lambda: (
            1000 * sum(item.duration_s for item in some(*MAY, "running")) / total(*MAY, "running")
        ),
    ),
    (
        "how was my sleep last week?",
        "mean",
        lambda: _mean("sleep_h", LAST - dt.timedelta(days=13), LAST - dt.timedelta(days=7)),
    ),
    ("What's my average HRV in May?", "mean", lambda: _mean("hrv_rmssd", *MAY)),
    (
        "lowest resting heart rate this year?",
        "value, lowest",
        lambda: min(day.resting_hr for day in _days(*YEAR) if day.resting_hr),
    ),
    (
        "How many rest days did I have in May?",
        "days without a recorded session",
        lambda: 31 - len({item.day for item in some(*MAY)}),
    ),
    (
        "how many km do I run a week?",
        "distance a week",
        lambda: total(LAST - dt.timedelta(days=27), LAST, "running") / 4,
    ),
]


def _days(first: dt.date, last: dt.date) -> list[DailyHealth]:
    return [day for day in HISTORY.days if first <= day.date <= last]


def _mean(field: str, first: dt.date, last: dt.date) -> float:
    known = [getattr(day, field) for day in _days(first, last)]
    values = [float(value) for value in known if value is not None]
    return sum(values) / len(values)


@pytest.mark.parametrize(("question", "tail", "compute"), CASES, ids=[case[0] for case in CASES])
def test_the_amount_is_that_of_the_records(
    question: str, tail: str, compute: Callable[[], float]
) -> None:
    answer = ask(question)
    (fact,) = [fact for fact in answer.receipts if fact.subject.endswith(f": {tail}")]
    assert fact.value == pytest.approx(compute(), rel=1e-9)
    assert f"[{fact.id}]" in answer.text


def test_the_biggest_week_is_a_whole_one() -> None:
    answer = ask("What was my biggest running week this year?")
    (fact,) = [fact for fact in answer.receipts if fact.subject.endswith("most in a week")]
    mondays = [dt.date(2026, 1, 5) + dt.timedelta(days=7 * at) for at in range(25)]
    weeks = [total(monday, monday + dt.timedelta(days=6), "running") for monday in mondays]
    assert fact.value == pytest.approx(max(weeks))
    assert fact.first == mondays[weeks.index(max(weeks))]
    assert fact.first.weekday() == 0


def test_two_periods_are_compared() -> None:
    text = ask("Did I run more this month than last month?").text
    june, may = total(dt.date(2026, 6, 1), LAST, "running"), total(*MAY, "running")
    assert f"{abs(june - may) / 1000:.1f} km {'more' if june > may else 'less'}" in text
    assert "The first is of 28 days, the second of 31 days." in text
    assert "bpm" in ask("Is my resting heart rate lower this month than last month?").text


def test_a_question_in_miles_is_answered_in_miles() -> None:
    miles = total(*MAY, "running") / 1609.344
    assert f"{miles:.1f} miles [" in ask("How many miles did I run in May?").text
    assert " /mile" in ask("What was my average pace per mile in May?").text
    assert " feet" in ask("How many feet did I climb in May?").text
    swum = History(activities=(session(THURSDAY, 2.0, 45, "swimming"),))
    assert "2,187 yards" in ask("How many yards did I swim this week?", swum, ME).text


def test_what_is_not_recorded_is_told() -> None:
    assert "You recorded no swim in May 2026." in ask("How far did I swim in May?").text
    text = ask("How much did I train in 2024?").text
    assert text == "You recorded no session in 2024. Your records begin on Sunday 25 May 2025."
    assert "No weight is recorded" in ask("What was my average weight in May?").text
    mixed = History(activities=(session(THURSDAY, 5, 30), session(MAY[0], None, 30)))
    text = ask("How many km did I run this year?", mixed, ME).text
    assert "2 [" in text
    assert "1 [" in text
    assert "of them with a distance" in text


def test_a_day_is_told_session_by_session() -> None:
    day = THURSDAY - dt.timedelta(days=1)
    history = History(activities=(session(day, 20, 60, "cycling"), session(THURSDAY, 5, 30)))
    text = ask("What did I do yesterday?", history, ME).text
    assert text.startswith("What you did yesterday (Wednesday 25 November 2026): cycling, 20 km")
    assert "running" not in text
    nothing = ask("What did I do on Tuesday?", history, ME).text
    assert nothing == "You recorded no session on Tuesday 24 November 2026."


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("in october", (2026, 10, 1), (2026, 10, 31)),
        ("in december", (2025, 12, 1), (2025, 12, 31)),
        ("in november", (2026, 11, 1), (2026, 11, 26)),
        ("last november", (2025, 11, 1), (2025, 11, 30)),
        ("in october 2024", (2024, 10, 1), (2024, 10, 31)),
        ("in 2025", (2025, 1, 1), (2025, 12, 31)),
        ("this week", (2026, 11, 23), (2026, 11, 26)),
        ("last week", (2026, 11, 16), (2026, 11, 22)),
        ("last month", (2026, 10, 1), (2026, 10, 31)),
        ("last quarter", (2026, 7, 1), (2026, 9, 30)),
        ("this year", (2026, 1, 1), (2026, 11, 26)),
        ("last year", (2025, 1, 1), (2025, 12, 31)),
        ("year to date", (2026, 1, 1), (2026, 11, 26)),
        ("in the last 30 days", (2026, 10, 28), (2026, 11, 26)),
        ("over the past two weeks", (2026, 11, 13), (2026, 11, 26)),
        ("in the last year", (2025, 11, 27), (2026, 11, 26)),
        ("last fortnight", (2026, 11, 13), (2026, 11, 26)),
        ("last weekend", (2026, 11, 21), (2026, 11, 22)),
        ("on tuesday", (2026, 11, 24), (2026, 11, 24)),
        ("last thursday", (2026, 11, 19), (2026, 11, 19)),
        ("yesterday", (2026, 11, 25), (2026, 11, 25)),
        ("since may", (2026, 5, 1), (2026, 11, 26)),
        ("since december", (2025, 12, 1), (2026, 11, 26)),
        ("since 3 may 2025", (2025, 5, 3), (2026, 11, 26)),
        ("between march and may", (2026, 3, 1), (2026, 5, 31)),
        ("from december to february", (2025, 12, 1), (2026, 2, 28)),
        ("on 3 october", (2026, 10, 3), (2026, 10, 3)),
        ("on oct 3rd, 2025", (2025, 10, 3), (2025, 10, 3)),
        ("on 2026-02-28", (2026, 2, 28), (2026, 2, 28)),
        ("last summer", (2026, 6, 1), (2026, 8, 31)),
        ("last winter", (2025, 12, 1), (2026, 2, 28)),
    ],
)
def test_periods_in_words(
    words: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    (period,) = find_periods(f"how far did i run {words}?", THURSDAY)
    assert (period.first, period.last) == (dt.date(*first), dt.date(*last))


@pytest.mark.parametrize("words", ["may i run", "on 31 february", "next week", "in 2031", "a week"])
def test_no_period(words: str) -> None:
    assert find_periods(words, THURSDAY) == []


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Kilometer bin ich im Oktober gelaufen?",
        "Was ist mein Plan für heute?",
        "Combien de km ai-je couru en octobre ?",
        "¿Cuántos kilómetros corrí en octubre?",
        "Quanto devo correre oggi?",
        "Hoe was mijn training vorige week?",
        "今天我应该跑步吗",
        "Сколько я пробежал в октябре?",
    ],
)
def test_another_language_gets_one_polite_sentence(question: str) -> None:
    answer = ask(question).text
    assert answer.startswith("I am sorry, ")
    assert answer.count("\n") == 0
    assert answer.endswith(".")
    for known in re.findall(r'"([^"]+)"', answer):
        assert known in KNOWN_QUESTIONS


@pytest.mark.parametrize("question", KNOWN_QUESTIONS)
def test_the_known_questions_are_english_and_answered_from_little(question: str) -> None:
    assert not is_foreign(question)
    history = History(activities=(session(THURSDAY, 5, 30),))
    text = ask(question, history, ME).text
    assert "do not know this question" not in text
    assert " is None" not in text
    assert len(text) < 600


def test_a_run_that_is_done_is_told_before_any_advice() -> None:
    done = History(activities=(session(THURSDAY, 5, 30),))
    text = ask("Should I run today?", done, ME).text
    assert text.startswith("You have already trained today: running, 5 km")
    rested = History(
        activities=done.activities, days=(DailyHealth(date=THURSDAY + dt.timedelta(days=1)),)
    )
    text = ask("Should I run today?", rested, ME).text
    assert text.startswith("I know too little to decide it: 1 [")
    assert "rest" in text


def test_each_sport_has_its_own_units() -> None:
    pool = History(activities=(session(THURSDAY, 2.0, 40, "swimming"),))
    assert "2:00 per 100 m" in ask("What was my average pace this week?", pool, ME).text
    assert "2:00 per 100 m" in ask("What was my fastest swim this month?", pool, ME).text
    ridden = History(activities=(session(THURSDAY, 40, 80, "cycling", ascent_m=1234.0),))
    assert "1,234 m [" in ask("How much did I climb this week?", ridden, ME).text
    assert "30 km/h" in ask("How fast did I ride this week?", ridden, ME).text
    assert (
        "6:00 /km"
        in ask("How fast do I run?", History(activities=(session(THURSDAY, 5, 30),)), ME).text
    )


def test_room_for_more_does_not_speak_against_a_race() -> None:
    rides = [session(THURSDAY - dt.timedelta(days=at), 40, 80, "cycling") for at in range(8, 60, 2)]
    rested = History(activities=tuple(rides), days=(DailyHealth(date=THURSDAY, sleep_h=8.0),))
    text = ask("Can I race on Sunday?", rested, ME).text
    assert "room for more" not in text
    assert not text.startswith("I would not race")


def test_every_kind_of_amount_is_in_the_list() -> None:
    assert set(AMOUNT_QUESTIONS) < set(KNOWN_QUESTIONS)


@pytest.mark.parametrize(
    "question",
    ["How many calories did I burn in May?", "What is the meaning of life?", "worst month ever"],
)
def test_what_no_rule_knows_is_said(question: str) -> None:
    assert "the rules do not know this question" in ask(question).text


def test_other_questions_keep_their_answers() -> None:
    assert "usual for you" in ask("How many hours did I sleep last night?").text
    assert "thresholds: maximum heart rate" in ask("What is my max heart rate?").text
    assert ask("What is my training load?").text.startswith("Your load of seven days is ")
    assert ask("How many km will I run next week?").text.startswith("No plan is set")


@pytest.mark.parametrize(
    "question",
    [
        "how many runs over 15 km did I do this year?",
        "how many times did I run more than 10 km in May?",
        "How many rides longer than 2 hours did I do this year?",
        "how often did I sleep less than 6 hours last month?",
    ],
)
def test_another_number_than_the_one_that_is_asked_for_is_not_given(question: str) -> None:
    answer = ask(question)
    assert answer.receipts == ()
    assert "count by a limit" in answer.text


def test_a_weekly_average_without_a_quantity_is_of_time() -> None:
    assert "a week this year" in ask("what is my weekly average this year").text


def test_whether_hrv_is_low_has_a_verdict() -> None:
    assert re.match(
        r"Your HRV \(RMSSD\) is (below|within|above) your usual range", ask("Is my HRV low?").text
    )


def test_a_tired_athlete_who_asks_whether_to_train_is_told_todays_session() -> None:
    assert "Today: " in ask("I feel tired today, should I train?").text


@pytest.mark.parametrize(
    "question", ["compare June with May", "June vs May", "Compare my training in June against May"]
)
def test_two_months_are_compared_as_a_whole(question: str) -> None:
    text = ask(question).text
    june, may = some(dt.date(2026, 6, 1), LAST), some(dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    assert f"You did {len(june)} " in text
    assert f"{len(may)} " in text
    for word in ("sessions", "trained", "covered", "load"):
        assert word in text
    assert text.count("The first is of") == 1


def test_two_weeks_without_training_are_compared_in_one_sentence() -> None:
    late = HISTORY.merge(
        History(days=[DailyHealth(date=LAST + dt.timedelta(days=40), resting_hr=50)])
    )
    text = ask("compare this week with last week", late).text
    assert text.startswith("You did nothing this week")
    assert text.count("nothing") == 2

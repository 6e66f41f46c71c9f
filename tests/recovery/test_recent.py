"""A decision of today reads the last two years, and says what the whole history says."""

import datetime as dt
import os
import random
from collections.abc import Iterator
from functools import cache

import pytest

import trainkit as tk
from trainkit.cli._terminal import describe_weeks
from trainkit.errors import TrainkitError
from trainkit.loads import ActivityLoad, _sessions, activity_load, daily_loads
from trainkit.models import Activity, Athlete, DailyHealth, History
from trainkit.recovery import _recent

COUNT = int(os.environ.get("TRAINKIT_SWEEP", "3"))
DAYS = 730
FIELDS = ("hrv_rmssd", "resting_hr", "sleep_h")


def dice_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  no secret


@cache
def two_years() -> History:
    """Two years with every other session; what is computed of it is carried to every test."""
    made = tk.simulate(days=DAYS, seed=5)
    return History(activities=made.activities[::2], days=made.days, athlete=made.athlete)


def with_gaps(history: History, dice: random.Random) -> History:
    """Leave out days, fields, and some weeks in which nothing was recorded."""
    first = history.dates[-dice.randint(30, 400)].item()
    away = (first, first + dt.timedelta(days=dice.randint(20, 90)))
    days = [
        day.model_copy(update={name: None for name in FIELDS if dice.random() < 0.2})
        for day in history.days
        if dice.random() < 0.8 and not away[0] <= day.date <= away[1]
    ]
    sessions = [done for done in history.activities if not away[0] <= done.day <= away[1]]
    rated = [
        done.model_copy(update={"rpe": dice.randint(2, 9) if dice.random() < 0.1 else None})
        for done in sessions
    ]
    return History(activities=tuple(rated), days=days, athlete=history.athlete)


def numbers_and_words(value: object, where: str = "") -> Iterator[tuple[str, object]]:
    """List every field of an answer by its place."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from numbers_and_words(part, f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for at, part in enumerate(value):
            yield from numbers_and_words(part, f"{where}[{at}]")
    else:
        yield where, pytest.approx(value, rel=1e-12) if isinstance(value, float) else value


def answer(history: History, on: dt.date, **options: object) -> dict[str, object]:
    """What is decided, or what is missing."""
    assert history.athlete is not None
    try:
        made = tk.assess(history, history.athlete, on, **options)  # type: ignore[arg-type]
    except TrainkitError as error:
        return {"error": str(error)}
    return dict(numbers_and_words(made.model_dump()))


def afresh(history: History) -> History:
    """The same records, of which nothing was computed yet."""
    return History(
        activities=history.originals, days=history.day_originals, athlete=history.athlete
    )


@pytest.mark.parametrize("seed", range(COUNT))
@pytest.mark.parametrize("back", [-1, 0, 3])
def test_the_recent_days_decide_as_the_whole_history_does(
    seed: int, back: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = with_gaps(two_years(), dice_of(seed))
    on = history.dates[-1].item() - dt.timedelta(days=back)
    short = answer(history, on)
    monkeypatch.setattr(_recent, "_RECENT_DAYS", 10 * DAYS)
    assert short == answer(afresh(history), on)


@pytest.mark.parametrize("seed", range(COUNT))
def test_the_weeks_of_a_page_are_those_of_the_whole_history(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = with_gaps(two_years(), dice_of(seed))
    assert history.athlete is not None
    short = dict(numbers_and_words(describe_weeks(history, history.athlete)))
    monkeypatch.setattr(_recent, "_RECENT_DAYS", 10 * DAYS)
    assert short == dict(numbers_and_words(describe_weeks(afresh(history), history.athlete)))


def edit(history: History, dice: random.Random) -> History:
    """Do what happens to a history: a new day, a late upload, a backfill, a day deleted."""
    last = history.dates[-1].item()
    kind = dice.choice(["day", "late", "backfill", "deleted"])
    if kind == "deleted":
        gone = last - dt.timedelta(days=dice.randint(0, 300))
        days = [day for day in history.days if day.date != gone]
        sessions = [done for done in history.activities if done.day != gone]
        return History(activities=tuple(sessions), days=days, athlete=history.athlete)
    back = {"day": -1, "late": dice.randint(1, 9), "backfill": dice.randint(100, 400)}[kind]
    first = last - dt.timedelta(days=back)
    more = [first + dt.timedelta(days=at) for at in range(20 if kind == "backfill" else 1)]
    days = [DailyHealth(date=day, hrv_rmssd=dice.randint(40, 80), sleep_h=7) for day in more]
    return history.merge(History(activities=tuple(run(day, dice) for day in more), days=days))


def run(day: dt.date, dice: random.Random) -> Activity:
    start = dt.datetime.combine(day, dt.time(5, 30), dt.UTC)
    minutes = dice.randint(20, 120)
    return Activity(
        sport="running", start=start, elapsed_s=60 * minutes, hr_mean=dice.randint(120, 165)
    )


@pytest.mark.parametrize("seed", range(COUNT))
def test_what_is_carried_answers_as_if_all_were_computed_anew(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dice = dice_of(seed)
    history = two_years()
    athlete = history.athlete
    assert athlete is not None
    for _ in range(2):
        tk.assess(history, athlete)
        history = edit(history, dice)
    on = history.dates[-1].item()
    carried, loads = answer(history, on), daily_loads(history, athlete)
    monkeypatch.setattr(_recent, "_RECENT_DAYS", 10 * DAYS)
    again = afresh(history)
    assert carried == answer(again, on)
    for name in ("internal", "external", "matched_internal", "training_load", "effort"):
        ours, theirs = getattr(loads, name), getattr(daily_loads(again, athlete), name)
        assert ours.tobytes() == theirs.tobytes(), name  # to the last bit
    assert loads.sessions == daily_loads(again, athlete).sessions


def test_days_that_follow_each_other_are_decided_from_half_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = two_years()
    athlete, last = made.athlete, made.dates[-1].item()
    assert athlete is not None
    history = made.until(last - dt.timedelta(days=9))
    decided = {}
    for back in range(9, -1, -1):
        day = last - dt.timedelta(days=back)
        history = history.merge(made.between(day, day))
        decided[day] = answer(history, day)
    assert _recent.recent_signals(history, athlete).days == _recent._KNOWN_DAYS
    monkeypatch.setattr(_recent, "_RECENT_DAYS", 10 * DAYS)
    for day in list(decided)[::4]:
        assert decided[day] == answer(afresh(made.until(day)), day)


@pytest.mark.parametrize("field", _recent._READ)
def test_a_morning_that_is_told_later_is_learnt_from(field: str) -> None:
    made = two_years()
    athlete, long_ago = made.athlete, made.dates[-200].item()
    assert athlete is not None
    days = [day for day in made.days if day.date != long_ago]
    history = History(activities=made.activities, days=days, athlete=athlete)
    _recent.recent_signals(history, athlete)
    told = {"hrv_rmssd": 31, "resting_hr": 66, "sleep_h": 3, "alcohol_units": 5, "stress": 90}
    edited = history.merge(History(days=[DailyHealth(date=long_ago, **{field: told[field]})]))
    assert _recent.recent_signals(edited, athlete).days == _recent._RECENT_DAYS


def test_one_new_day_computes_one_load(monkeypatch: pytest.MonkeyPatch) -> None:
    history = two_years()
    athlete = history.athlete
    assert athlete is not None
    tk.assess(history, athlete)
    asked: list[Activity] = []

    def count(done: Activity, athlete: Athlete) -> ActivityLoad:
        asked.append(done)
        return activity_load(done, athlete)

    monkeypatch.setattr(_sessions, "activity_load", count)
    new = run(history.dates[-1].item() + dt.timedelta(days=1), dice_of(0))
    tk.assess(history.merge(History(activities=(new,))), athlete)
    assert [done.start for done in asked] == [new.start]


def test_scores_that_hover_at_the_edge_of_green_ask_the_whole_history() -> None:
    history = two_years()
    assert history.athlete is not None
    recent = _recent.recent_signals(history, history.athlete)
    scored = tk.recovery.scores(recent.history, history.athlete)
    hovering = type(scored)(
        scored.dates, scored.score * 0 + 71.0, scored.columns, scored.weights, 3.0
    )
    at = scored.score.size - 1
    assert _recent._edge_is_known(scored, (70.0, 40.0), at)
    assert not _recent._edge_is_known(hovering, (70.0, 40.0), at)

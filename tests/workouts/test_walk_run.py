"""The walk-run ladders lead from nothing to half an hour of running, at the runner's own speed."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainkit as tk
from builders.swimmers import DAY, athlete
from trainkit.workouts import (
    GENTLE_WALK_RUN,
    WALK_RUN,
    Session,
    WalkRunSession,
    WalkRunWeek,
    Work,
    estimate,
    first_walk_run_rung,
    rung_for,
    walk_run_session,
    walk_run_weeks,
)

ME = athlete()
LADDERS = {"nine weeks": WALK_RUN, "gentle": GENTLE_WALK_RUN}
SESSIONS = [session for ladder in LADDERS.values() for week in ladder for session in week]
GOOD, SHORT, MISSED = WalkRunWeek(3), WalkRunWeek(1), WalkRunWeek(0)


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
def test_a_ladder_starts_with_nothing_and_ends_with_half_an_hour(
    ladder: tuple[tuple[WalkRunSession, ...], ...],
) -> None:
    assert max(session.longest_run_min for session in ladder[0]) <= 1
    assert max(session.run_min for session in ladder[0]) <= 10
    assert [session.longest_run_min for session in ladder[-1]] == [30]
    totals = [max(session.run_min for session in week) for week in ladder]
    longest = [max(session.longest_run_min for session in week) for week in ladder]
    assert totals == sorted(totals)
    assert longest == sorted(longest)
    assert all(20 <= session.whole_min <= 45 for week in ladder for session in week)


def test_the_gentle_ladder_is_gentler() -> None:
    assert len(GENTLE_WALK_RUN) > len(WALK_RUN)
    steps = [week[0].run_min for week in GENTLE_WALK_RUN]
    assert max(after - before for before, after in pairwise(steps)) <= 7.5
    assert all(
        a[0].longest_run_min <= b[0].longest_run_min
        for a, b in zip(GENTLE_WALK_RUN, WALK_RUN, strict=False)
    )


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.name)
def test_a_session_is_a_workout_by_effort(session: WalkRunSession) -> None:
    workout = session.build(60, ME, DAY)
    assert workout.duration_min == session.whole_min
    steps = workout.unrolled
    assert (steps[0].kind, steps[-1].kind) == ("warmup", "cooldown")
    assert steps[0].amount == steps[-1].amount == 300
    for step in steps:
        assert step.target is not None
        assert (step.target.unit, step.until) == ("rpe", "time")
        assert step.target.high <= 4
        assert step.notes
    running = [step for step in steps if step.name == "Run"]
    assert sum(step.amount or 0 for step in running) == 60 * session.run_min
    assert all("whole sentences" in (step.notes or "") for step in running)
    what = estimate(workout, ME, DAY)
    assert what.effort in {"rest", "easy"}
    assert what.minutes == session.whole_min
    assert session.load(session.whole_min) == pytest.approx(what.load, rel=0.1)
    assert "hurts" in (workout.notes or "")
    assert isinstance(session, Session)


def test_the_first_week_as_it_is_read() -> None:
    notes = walk_run_session(1).build(40, ME, DAY).notes or ""
    assert notes.startswith("Walk 5 min; 8 x (run 1 min, walk 90 s); walk 5 min. Run at RPE 3 to 4")
    assert walk_run_session(5, 2).build(40, ME, DAY).name == "Run of 20 min"
    assert walk_run_session(3).build(40, ME, DAY).name == "Walk and run, 2 x (90 s + 3 min)"


@given(st.sampled_from(SESSIONS), st.floats(1, 60))
def test_less_time_shortens_the_middle(session: WalkRunSession, minutes: float) -> None:
    workout = session.build(minutes, ME, DAY)
    assert workout.duration_min <= minutes + 0.1
    longest = max((step.amount or 0 for step in workout.unrolled if step.name == "Run"), default=0)
    assert longest <= 60 * session.longest_run_min
    if minutes >= session.whole_min:
        assert workout == session.build(500, ME, DAY)


@pytest.mark.parametrize(
    ("weeks", "rung"),
    [
        ([], 1),
        ([GOOD] * 3, 4),
        ([GOOD, WalkRunWeek(2)], 3),
        ([GOOD, SHORT], 2),
        ([GOOD, SHORT, SHORT, GOOD], 3),
        ([GOOD, WalkRunWeek(3, pain=True)], 2),
        ([GOOD, WalkRunWeek(3, rpe=7)], 2),
        ([GOOD, WalkRunWeek(3, rpe=6)], 3),
        ([GOOD] * 5 + [MISSED], 5),  # the last one done again
        ([GOOD] * 5 + [MISSED] * 2, 3),
        ([GOOD] * 5 + [MISSED] * 3, 3),
        ([GOOD] * 6 + [MISSED] * 4, 3),
        ([GOOD] * 6 + [MISSED] * 9, 3),
        ([GOOD] * 5 + [MISSED] * 2 + [GOOD], 4),
        ([GOOD] * 5 + [MISSED, SHORT], 5),
        ([MISSED] * 6, 1),
        ([MISSED] * 6 + [GOOD], 2),
        ([GOOD, MISSED, MISSED], 1),
        ([GOOD] * 30, 9),
        ([WalkRunWeek(2, planned=4)], 1),
        ([WalkRunWeek(3, planned=4)], 2),
    ],
)
def test_the_week_that_comes_next(weeks: list[WalkRunWeek], rung: int) -> None:
    assert rung_for(weeks) == rung


def test_a_ladder_may_be_entered_higher_and_has_an_end() -> None:
    assert rung_for([], first_rung=4) == 4
    assert rung_for([GOOD], first_rung=4) == 5
    assert rung_for([MISSED] * 5, first_rung=4) == 4
    assert rung_for([], first_rung=40) == 9
    assert rung_for([GOOD] * 30, gentle=True) == 13
    assert walk_run_session(99) is WALK_RUN[-1][0]
    assert walk_run_session(99, gentle=True) is GENTLE_WALK_RUN[-1][0]
    assert walk_run_session(1, 7) is WALK_RUN[0][0]


@given(
    st.lists(st.builds(WalkRunWeek, st.integers(0, 3), rpe=st.none() | st.integers(2, 9))),
    st.booleans(),
)
def test_no_week_is_skipped_upwards(weeks: list[WalkRunWeek], gentle: bool) -> None:
    """Whatever happens, the ladder climbs by one week at a time."""
    reached = [rung_for(weeks[:at], gentle=gentle) for at in range(len(weeks) + 1)]
    assert all(after - before <= 1 for before, after in pairwise(reached))
    assert min(reached) >= 1


@pytest.mark.parametrize(("minutes", "rung"), [(0, 1), (1, 1), (3, 3), (5, 4), (10, 4), (40, 4)])
def test_where_somebody_enters(minutes: float, rung: int) -> None:
    assert first_walk_run_rung(minutes) == rung


def test_who_never_ran_enters_at_the_bottom() -> None:
    assert first_walk_run_rung(0, gentle=True) == 1
    assert first_walk_run_rung(2, gentle=True) == 6


def run(day: int, minutes: float = 30, **known: object) -> tk.Activity:
    start = dt.datetime.combine(DAY + dt.timedelta(days=day), dt.time(9), dt.UTC)
    return tk.Activity.model_validate(
        {"sport": "running", "start": start, "elapsed_s": 60 * minutes} | known
    )


def test_weeks_are_read_from_the_history() -> None:
    history = tk.History(
        activities=(
            *(run(day, rpe=3) for day in (0, 2, 4)),
            *(run(day, rpe=rpe) for day, rpe in ((7, 4), (9, 8), (11, 3))),
            run(14),
            run(14, 5),  # too short to count
            run(15, sport="cycling"),
            *(run(day) for day in (21, 23, 25)),
        ),
        days=(tk.DailyHealth(date=DAY + dt.timedelta(days=24), pain=50),),
    )
    weeks = walk_run_weeks(history, DAY, DAY + dt.timedelta(days=37))
    assert [week.done for week in weeks] == [3, 3, 1, 3, 0]
    assert [week.passed for week in weeks] == [True, False, False, False, False]
    assert rung_for(weeks) == 2
    assert walk_run_weeks(history, DAY, DAY) == []


def test_bad_input_is_refused() -> None:
    with pytest.raises(tk.InvalidInput, match="minutes"):
        walk_run_session(1).build(0, ME, DAY)
    with pytest.raises(tk.InvalidInput, match="work"):
        walk_run_session(1).build(30, ME, DAY, work=Work(1, 1, 8))

"""Jobs: once a period, whoever asks; taken over after a crash; caught up once."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

import trainkit as tk
from trainkit import jobs
from trainkit.jobs import _runs
from trainkit.jobs._work import Outcome
from trainkit.records import Lease

BERLIN = ZoneInfo("Europe/Berlin")
START = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)  # a Monday, two weeks before summer time
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)


class Moment:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What ran, with work that does nothing else."""
    found: list[str] = []
    work = {
        name: lambda _kit, _beat, name=name: found.append(name) or Outcome("fine")
        for name in jobs.JOBS
    }
    monkeypatch.setattr(_runs, "WORK", work)
    return found


def kit_with(moment: Moment, store: str = ":memory:", **more: object) -> tk.Kit:
    return tk.Kit(store=store, athlete=ATHLETE, clock=moment, **more)  # type: ignore[arg-type]


def test_a_job_runs_once_a_period(moment: Moment, runs: list[str]) -> None:
    with kit_with(moment) as kit:
        first = jobs.run("sync", kit)
        assert first is not None
        assert first.period == dt.datetime(2026, 3, 16, 6, tzinfo=BERLIN)
        assert jobs.run("sync", kit) == first
        moment.move(hours=16, minutes=59)  # 05:59 in Berlin
        jobs.run("sync", kit)
        assert runs == ["sync"]
        moment.move(minutes=1)
        jobs.run("sync", kit)
        assert runs == ["sync"] * 2
        jobs.run("sync", kit, force=True)
        assert runs == ["sync"] * 3
        with pytest.raises(tk.InvalidInput, match="sync, recovery, week"):
            jobs.run("no such", kit)


@pytest.mark.parametrize(
    ("name", "now", "due"),
    [
        ("sync", "2026-03-29T05:00", "2026-03-28T06:00"),
        ("sync", "2026-03-29T06:00", "2026-03-29T06:00"),  # the day that has 23 hours
        ("week", "2026-03-18T18:00", "2026-03-18T18:00"),  # a Wednesday
        ("week", "2026-03-21T09:00", "2026-03-18T18:00"),
        ("week", "2026-03-22T18:30", "2026-03-22T18:00"),  # a Sunday
        ("insights", "2026-03-16T01:59", "2026-03-09T02:00"),
        ("insights", "2026-03-22T12:00", "2026-03-16T02:00"),
    ],
)
def test_times_are_those_of_the_athletes_zone(name: str, now: str, due: str) -> None:
    local = dt.datetime.fromisoformat(now).replace(tzinfo=BERLIN)
    found = jobs.previous_due(jobs.JOBS[name], local)
    assert found.replace(tzinfo=None) == dt.datetime.fromisoformat(due)


def test_missed_runs_are_caught_up_once(moment: Moment, runs: list[str]) -> None:
    with kit_with(moment) as kit:
        jobs.run("sync", kit)
        moment.move(days=20)
        jobs.run("sync", kit)
        jobs.run("sync", kit)
    assert runs == ["sync"] * 2


def test_a_failure_is_tried_again_later_and_not_for_ever(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def fail(*_: object) -> Outcome:
        calls.append(1)
        raise tk.BackendError("source.mine", "busy", retryable=True)

    monkeypatch.setattr(_runs, "WORK", dict.fromkeys(jobs.JOBS, fail))
    with kit_with(moment) as kit:
        done = jobs.run("sync", kit)
        assert done is not None
        assert (done.state, done.error) == ("failed", "source.mine: busy")
        moment.move(minutes=14)
        jobs.run("sync", kit)
        assert len(calls) == 1
        for _ in range(40):
            moment.move(minutes=15)
            jobs.run("sync", kit)
        assert len(calls) == 5
        assert "sync: failed at" in str(jobs.status(kit)[0])


def test_too_little_data_is_no_failure(moment: Moment) -> None:
    with kit_with(moment) as kit:
        done = jobs.run("recovery", kit)
        assert done is not None
        assert done.state == "skipped"
        assert not jobs.status(kit)[1].due


def test_the_jobs_do_their_work(moment: Moment) -> None:
    history = tk.simulate(days=120, end=dt.date(2026, 3, 16))
    with kit_with(moment, source="manual") as kit:
        kit.log(history)
        done = {name: jobs.run(name, kit) for name in jobs.JOBS}
        assert {name: run.state for name, run in done.items() if run is not None} == dict.fromkeys(
            jobs.JOBS, "done"
        )
        assert [entry.due for entry in jobs.status(kit)] == [False] * 5
        assert done["week"] is not None
        assert done["week"].summary == "the week of 2026-03-23"


def test_nobody_runs_what_another_process_is_at(moment: Moment, runs: list[str]) -> None:
    with kit_with(moment) as kit:
        lease = Lease(kit.store, "job:sync:me", clock=moment, seconds=600)
        assert lease.take()
        assert jobs.run("sync", kit) is None
        moment.move(minutes=11)  # it has crashed
        assert jobs.run("sync", kit) is not None
    assert runs == ["sync"]


def test_a_run_that_was_taken_over_writes_no_record(
    moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kit_with(moment) as kit:

        def sleep_and_lose(*_: object) -> Outcome:
            moment.move(minutes=30)
            assert Lease(kit.store, "job:sync:me", clock=moment, seconds=600).take()
            return Outcome("late")

        monkeypatch.setattr(_runs, "WORK", {"sync": sleep_and_lose})
        with pytest.raises(tk.BackendError, match="another process has taken over"):
            jobs.run("sync", kit)
        assert jobs.status(kit)[0].last is None

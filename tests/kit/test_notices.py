"""Notices: each told once, in no quiet hours, tried again, and never in the way of the work."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import trainkit as tk
from builders.clocks import WallClock
from trainkit import jobs
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.coach import Budget, BudgetAlert
from trainkit.models import Notice, WeekProgram
from trainkit.ports import Notifier

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = dt.datetime(2026, 3, 16, 6, 31, tzinfo=BERLIN)
TODAY = MORNING.date()
HISTORY = tk.simulate(days=120, end=MORNING.date())
ATHLETE = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=50, hr_max=188, timezone="Europe/Berlin"
)


class Inbox:
    """Where notices arrive, unless it is told to fail."""

    def __init__(self) -> None:
        self.got: list[Notice] = []
        self.failure: tk.TrainkitError | None = None
        self.tried = 0

    def notify(self, notice: Notice) -> None:
        self.tried += 1
        if self.failure is not None:
            raise self.failure
        self.got.append(notice)

    def close(self) -> None: ...


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def clock() -> WallClock:
    return WallClock(MORNING)


def kit_with(notify: object, clock: WallClock, **more: Any) -> tk.Kit:
    return tk.Kit(notify=notify, clock=clock, athlete=ATHLETE, **more)


def notice(kind: str = "morning", day: dt.date = TODAY, **more: str) -> Notice:
    return Notice.model_validate({"kind": kind, "day": day, "title": "green", **more})


def failing(*, retryable: bool = True) -> tk.BackendError:
    return tk.BackendError("notify.smtp", "busy", retryable=retryable)


def test_it_is_off_by_default(clock: WallClock) -> None:
    with kit_with(None, clock) as kit:
        assert kit.notify(notice()) == []
        assert kit.notices() == []
        assert kit.deliver_notices() == 0
        assert not kit.store.get("cursors", "me")


def test_a_notice_is_told_once_by_all_processes(inbox: Inbox, clock: WallClock) -> None:
    store = MemoryStore()
    with (
        kit_with(inbox, clock, store=store) as kit,
        kit_with(inbox, clock, store=store) as other,
    ):
        (told,) = kit.notify(notice(text="all of their health"))
        assert told.state == "told"
        assert inbox.got[0].text == "all of their health"
        assert other.notify(notice(text="written anew")) == [told]
        other.deliver_notices()
        assert "health" not in str(store.get("cursors", "me"))  # it is told, and kept no longer
        kit.notify(notice(day=MORNING.date() + dt.timedelta(days=1)))
        kit.notify(notice(about="another"))
    assert len(inbox.got) == 3


@pytest.mark.parametrize(
    ("quiet", "time", "told_at"),
    [
        (None, "23:30", "06:00"),  # the usual hours
        (None, "05:59", "06:00"),
        (None, "21:59", "21:59"),
        ("12:00-13:30", "12:00", "13:30"),
        ("12:00-13:30", "23:30", "23:30"),
        ("", "03:00", "03:00"),
    ],
)
def test_quiet_hours_are_those_of_the_athletes_zone(
    inbox: Inbox, clock: WallClock, quiet: str | None, time: str, told_at: str
) -> None:
    start = dt.datetime.combine(MORNING.date(), dt.time.fromisoformat(time), BERLIN)
    clock.now = start.astimezone(dt.UTC)
    channel = Inbox() if quiet is None else None
    options: Any = channel or {"name": "stdout", "quiet": quiet}
    with kit_with(options, clock) as kit:
        kit.notify(notice("week"))
        while kit.notices()[0].state == "waiting":
            clock.now += dt.timedelta(minutes=1)
            kit.deliver_notices()
        assert f"{kit.now():%H:%M}" == told_at
    assert inbox.got == []


def test_what_failed_is_tried_again_with_growing_pauses(inbox: Inbox, clock: WallClock) -> None:
    inbox.failure = failing()
    with kit_with(inbox, clock) as kit:
        (kept,) = kit.notify(notice("week"))
        assert (kept.state, kept.error) == ("waiting", "notify.smtp: busy")
        minutes = []
        for minute in range(1, 300):
            clock.now += dt.timedelta(minutes=1)
            before = inbox.tried
            kit.deliver_notices()
            minutes += [minute] * (inbox.tried - before)
        assert minutes == [15, 45, 105, 225]
        assert kit.notices()[0].state == "failed"
        inbox.failure = None
        kit.deliver_notices()
    assert inbox.got == []


def test_a_refusal_for_good_is_not_repeated(inbox: Inbox, clock: WallClock) -> None:
    inbox.failure = failing(retryable=False)
    with kit_with(inbox, clock) as kit:
        (kept,) = kit.notify(notice())
        assert str(kept) == "morning 2026-03-16: failed, notify.smtp: busy"
        clock.now += dt.timedelta(hours=1)
        kit.deliver_notices()
    assert inbox.tried == 1


def test_old_news_are_not_told(inbox: Inbox, clock: WallClock) -> None:
    inbox.failure = failing()
    with kit_with(inbox, clock) as kit:
        kit.notify(notice())
        inbox.failure = None
        clock.now += dt.timedelta(hours=17)
        kit.deliver_notices()
        assert (inbox.got, kit.notices()[0].state) == ([], "failed")
        clock.now += dt.timedelta(days=20)
        kit.notify(notice("week", kit.now().date()))
        assert [entry.notice.kind for entry in kit.notices()] == ["week"]


def test_each_channel_tells_its_kinds(clock: WallClock, tmp_path: Any, capsys: Any) -> None:
    path = tmp_path / "warnings"
    channels = [
        {"name": "stdout", "kinds": ["morning", "week"]},
        {"name": "file", "path": str(path), "kinds": "warning", "quiet": ""},
    ]
    with kit_with(channels, clock) as kit:
        kit.notify(notice())
        kit.notify(notice("warning", title="Fever"))
        kit.notify(notice("budget"))
    assert capsys.readouterr().out == "green\n\n"
    assert path.read_text() == "## 2026-03-16 warning\nFever\n\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kinds": ["mornings"]}, "notify.kinds is 'mornings'; it must be one of morning, week"),
        ({"kinds": []}, "notify.kinds is \\[\\]"),
        ({"quiet": "22-6"}, "notify.quiet is '22-6'"),
        ({"quiet": "25:00-06:00"}, "notify.quiet"),
        ({"quiet": "06:00-06:00"}, "notify.quiet"),
        ({"quiet": 22}, "notify.quiet is 22"),
    ],
)
def test_a_typo_is_told_at_once(options: dict[str, Any], message: str, clock: WallClock) -> None:
    with pytest.raises(tk.InvalidInput, match=message):
        kit_with({"name": "stdout", **options}, clock)


def test_an_alert_of_a_budget_is_told_and_reaches_the_host(inbox: Inbox, clock: WallClock) -> None:
    alerts: list[BudgetAlert] = []
    with kit_with(inbox, clock, budget=10.0, on_alert=alerts.append) as kit:
        alert = BudgetAlert(Budget(limit_usd=10.0), 8.5)
        tell = kit._coaching._on_alert
        assert tell is not None
        tell(alert)
        inbox.failure = failing()
        tell(BudgetAlert(Budget(limit_usd=2.0, period="day"), 1.8))  # it must not raise
    assert len(alerts) == 2
    (got,) = inbox.got
    assert (got.title, got.kind) == ("85% of the budget is spent", "budget")
    assert "8.50 of 10.00 USD" in got.text


def test_the_jobs_tell_the_morning_and_the_week(
    inbox: Inbox, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday = TODAY + dt.timedelta(days=7)
    program = WeekProgram.model_construct(start=monday, days=(), summary="An easy week.")
    monkeypatch.setattr(tk.Kit, "week", lambda _: program)
    with kit_with(inbox, clock) as kit:
        kit.log(HISTORY)
        done = jobs.run("recovery", kit)
        assert done is not None
        assert done.summary.endswith("; told")
        jobs.run("recovery", kit, force=True)
        (page,) = (got for got in inbox.got if got.kind == "morning")
        assert page.text == str(kit.today())
        assert page.title.startswith(kit.today().recovery.status)
        jobs.run("week", kit)
        assert [got.kind for got in inbox.got if got.kind != "warning"] == ["morning", "week"]
        assert inbox.got[-1].title == "Your week from 23 March"
        assert "An easy week." in inbox.got[-1].text


def test_a_critical_warning_is_told_by_itself(inbox: Inbox, clock: WallClock) -> None:
    with kit_with(inbox, clock) as kit:
        kit.log(HISTORY)
        kit.log(tk.DailyHealth(date=MORNING.date(), fever=True))
        jobs.run("recovery", kit)
    (warning, *_) = (got for got in inbox.got if got.kind == "warning")
    assert "fever" in warning.text.lower()


def test_a_notifier_that_fails_is_no_failure_of_the_job(inbox: Inbox, clock: WallClock) -> None:
    inbox.failure = failing()
    with kit_with(inbox, clock) as kit:
        kit.log(HISTORY)
        done = jobs.run("recovery", kit)
        assert done is not None
        assert done.state == "done"
        assert done.summary.endswith("; not told: notify.smtp: busy")
        inbox.failure = None
        clock.now += dt.timedelta(minutes=15)
        jobs.run("recovery", kit)  # it is not due, but what waits is told
        assert [got.kind for got in inbox.got][:1] == ["morning"]


def test_an_inbox_is_a_notifier() -> None:
    notifier: Notifier = Inbox()
    notifier.close()


def test_what_a_person_can_mend_is_told_after_it_is_mended(
    clock: WallClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    path = tmp_path / "notices"
    with kit_with({"name": "file", "path": "secret:PLACE"}, clock) as kit:
        (kept,) = kit.notify(notice("week"))
        assert (kept.state, "secret:PLACE" in kept.error) == ("waiting", True)
        monkeypatch.setenv("TRAINKIT_PLACE", str(path))
        assert kit.deliver_notices() == 1
    assert path.exists()

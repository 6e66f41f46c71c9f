"""The Kit: any subset of adapters, the library's own answers, nothing lost or leaked."""

import datetime as dt
import json
import os
import stat
import threading
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.adapters.fault_injectors.simulated import SimulatedInjector
from trainkit.adapters.sources.manual import ManualOptions, ManualSource
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.models import Licence, Message, Prompt, Reply, StreamEnd, TextDelta
from trainkit.plugins import Registry
from trainkit.ports import Delivery, Record, RecordKind
from trainkit.records import AthleteRecords
from trainkit.secrets import new_key

NOW = dt.datetime(2026, 6, 29, 6, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "data"
GOAL = tk.Goal(distance_m=10_000, date=dt.date(2026, 9, 6), time_s=50 * 60)
HISTORY = tk.simulate(days=200)
ME = HISTORY.athlete
assert ME is not None


class Moments:
    """A clock of moments."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_days(self, days: float) -> None:
        self.now += dt.timedelta(days=days)


@pytest.fixture
def clock() -> Moments:
    return Moments()


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRAINKIT_KEY", raising=False)


def test_nothing_is_needed_and_nothing_is_loaded() -> None:
    with tk.Kit() as kit:
        assert (kit.llm, kit.speech, kit.fault_injector, kit.surrogate) == (None,) * 4
        assert kit.history() == tk.History()
        assert kit.planned is None
        with pytest.raises(
            tk.InvalidInput, match="athlete is missing; it must be given to the Kit"
        ):
            kit.today()
        with pytest.raises(tk.InvalidInput, match="made by plan"):
            kit.adapt()
    lazy = tk.Kit(source="no such", llm="no such", store="sqlite:////no/such/folder/kit.db")
    with pytest.raises(tk.BackendError, match="No such file"):
        lazy.history()
    with pytest.raises(tk.PluginError, match=r"llm.no such: not installed; there are .*rules"):
        _ = tk.Kit(llm="no such").llm
    lazy.close()


def test_a_kit_is_composed_and_its_words_and_records_stand_in_base_classes() -> None:
    methods = {name for name, member in vars(tk.Kit).items() if callable(member)}
    bases = {base.__name__ for base in tk.Kit.__mro__}
    names = {
        "Kit",
        "CoachedKit",
        "InsightKit",
        "KeptKit",
        "NotifyingKit",
        "PlanningKit",
        "SearchingKit",
        "SyncedKit",
        "object",
    }
    assert bases == names
    assert {"log", "history", "today", "export"} <= methods
    planning = {"feasibility", "plan", "adapt", "check", "what_if", "forecast"}
    assert planning <= {name for name in dir(tk.Kit) if name not in methods}
    assert {"forget", "purge", "rotate", "counters", "close"} <= methods


def test_the_records_of_a_kit_are_readable_without_it() -> None:
    store = MemoryStore()
    with tk.Kit(store=store, athlete_id="anna") as kit:
        kit.log(HISTORY)
    assert AthleteRecords(store, "anna", clock=lambda: NOW).history() == HISTORY


@pytest.mark.parametrize("store", ["memory", "sqlite", "encrypted"])
def test_it_answers_as_the_library_does(store: str, tmp_path: Path) -> None:
    address = ":memory:" if store == "memory" else f"sqlite:///{tmp_path / 'kit.db'}"
    if store == "encrypted":
        pytest.importorskip("cryptography", reason="the crypto extra is not installed")
    with tk.Kit(store=address, key=new_key() if store == "encrypted" else None) as kit:
        kit.log(HISTORY)
        assert kit.history() == HISTORY
        last = HISTORY.span[1]  # type: ignore[index]
        assert kit.today(last) == tk.assess(HISTORY, ME)
        on = dt.date(2026, 6, 10)
        assert kit.today(on) == tk.assess(HISTORY, ME, on)
        assert kit.today(last, model="classic") == tk.assess(HISTORY, ME, model="classic")
        goal, time = GOAL, tk.Availability(max_sessions_per_week=3)
        given = {"bands": (80.0, 50.0), "goal": goal, "availability": time}
        assert kit.today(last, **given) == tk.assess(HISTORY, ME, **given)  # type: ignore[arg-type]
        with pytest.raises(tk.InvalidInput, match="model"):
            kit.today(model="oracle")  # type: ignore[arg-type]


def test_answers_come_from_the_cache_until_data_changes(clock: Moments) -> None:
    with tk.Kit(clock=clock, athlete=ME) as kit:
        kit.log(HISTORY)
        first = kit.today()
        assert kit.today() == first
        assert (kit.counters().cache_hits, kit.counters().cache_misses) == (1, 1)
        assert kit.today(force=True) == first
        kit.today(bands=(80.0, 50.0))
        assert (kit.counters().cache_hits, kit.counters().cache_misses) == (1, 3)
        last = HISTORY.span[1]  # type: ignore[index]
        kit.log(tk.DailyHealth(date=last, illness=True, notes="fever"))
        assert kit.today() != first
        assert kit.counters().cache_misses == 4
        clock.pass_days(1)
        kit.today()
        assert kit.counters().cache_misses == 5


def test_ten_who_ask_at_once_get_one_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    from trainkit import recovery

    decided, real = [], recovery.assess

    def counting(*given: object, **named: object) -> tk.Assessment:
        decided.append(1)
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(recovery, "assess", counting)
    with tk.Kit() as kit:
        kit.log(HISTORY)
        answers: list[tk.Assessment] = []
        start = threading.Barrier(10)

        def ask() -> None:
            start.wait()
            answers.append(kit.today())

        threads = [threading.Thread(target=ask) for _ in range(10)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert len(decided) == 1
    assert all(one == answers[0] for one in answers)
    assert len(answers) == 10


def test_logging_again_adds_nothing_and_the_latest_entry_wins(clock: Moments) -> None:
    day = dt.date(2026, 6, 28)
    with tk.Kit(clock=clock) as kit:
        for _ in range(2):
            kit.log(HISTORY)
            clock.pass_days(0.1)
        assert kit.history() == HISTORY
    with tk.Kit(clock=clock) as kit:
        kit.log(tk.DailyHealth(date=day, hrv_rmssd=50, resting_hr=48, sleep_h=7.5))
        clock.pass_days(0.1)
        kit.log(tk.DailyHealth(date=day, hrv_rmssd=55))  # a correction that knows less
        clock.pass_days(0.1)
        kit.log(tk.DailyHealth(date=day, mood=80))
        one = kit.history().days[0]
        assert (one.hrv_rmssd, one.resting_hr, one.sleep_h, one.mood) == (55, 48, 7.5, 80)
        clock.pass_days(0.1)
        kit.log(tk.DailyHealth(date=day, hrv_rmssd=50, resting_hr=48, sleep_h=7.5))
        assert kit.history().days[0].hrv_rmssd == 50  # said again is said last


def test_every_kind_of_entry_is_kept_and_others_are_refused() -> None:
    start = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
    run = tk.Activity(sport="running", start=start, elapsed_s=1800)
    entries = (
        run,
        tk.DailyHealth(date=start.date(), hrv_rmssd=50),
        tk.RaceResult(date=start.date(), distance_m=5000, time_s=1400),
        tk.PlannedWorkout(date=start.date(), sport="running"),
        tk.History(activities=(run,), source_order=("manual",), never_merged=("x", "y")),
    )
    with tk.Kit() as kit:
        for one in entries:
            kit.log(one)
        history = kit.history()
        assert (len(history.activities), len(history.races), len(history.workouts)) == (1, 1, 1)
        assert (history.source_order, history.never_merged) == (("manual",), ("x", "y"))
        with pytest.raises(tk.InvalidInput, match="entry is 'str'; it must be a History, Activity"):
            kit.log("a run")  # type: ignore[arg-type]


def test_two_recordings_of_one_name_in_one_history_both_stay() -> None:
    start = dt.datetime(2026, 6, 1, 7, tzinfo=dt.UTC)
    watch, phone = (
        tk.Activity(sport="running", start=start, elapsed_s=1800, device=name)
        for name in ("watch", "phone")
    )
    history = tk.History(activities=(watch, phone))
    with tk.Kit() as kit:
        for _ in range(2):
            kit.log(history)
        assert kit.history() == history
        assert len(kit.history().originals) == 2


def test_a_plan_is_made_kept_checked_and_adapted(tmp_path: Path, clock: Moments) -> None:
    address = f"sqlite:///{tmp_path / 'kit.db'}"
    with tk.Kit(store=address, clock=clock) as kit:
        kit.log(HISTORY)
        made = kit.plan(GOAL, seconds=2)
        assert made.start == dt.date(2026, 6, 29)
        assert not any(one.hard for one in kit.check())
        assert kit.check(made) == kit.check()
        assert kit.today(made.start) == tk.assess(HISTORY, ME, made.start, plan=made)
    with tk.Kit(store=address, clock=clock) as kit:
        assert kit.planned == made
        clock.pass_days(3)
        for day in (29, 30):
            kit.log(tk.DailyHealth(date=dt.date(2026, 6, day), illness=True, notes="fever"))
        revision = kit.adapt()
        assert revision.on == dt.date(2026, 7, 2)
        assert revision.changes
        assert kit.planned == revision.apply(made)
        assert kit.planned != made
        assert kit.adapt(dt.date(2026, 7, 2)).on == dt.date(2026, 7, 2)


def test_a_moved_race_moves_the_stored_plan(clock: Moments) -> None:
    with tk.Kit(clock=clock) as kit:
        kit.log(HISTORY)
        before = kit.plan(GOAL, seconds=2)
        moved = GOAL.model_copy(update={"date": GOAL.date + dt.timedelta(weeks=1)})
        revision = kit.adapt(before.start, goals=[moved])
        assert kit.planned is not None
        assert kit.planned.goals == (moved,)
        assert kit.planned.end == moved.date
        assert revision.undo(kit.planned).goals == before.goals


def test_without_a_history_a_plan_starts_on_the_next_monday(clock: Moments) -> None:
    with tk.Kit(athlete=ME, clock=clock) as kit:
        assert kit.plan(GOAL, seconds=1).start == dt.date(2026, 7, 6)


def test_a_folder_is_watched(tmp_path: Path, clock: Moments) -> None:
    folder = tmp_path / "watch"
    folder.mkdir()
    address = f"sqlite:///{tmp_path / 'kit.db'}"
    with tk.Kit(source=f"files://{folder}", store=address, athlete=ME, clock=clock) as kit:
        assert kit.sync().activities == 0
        for one in ("ride.fit", "mornings.csv"):
            (folder / one).write_bytes((EXAMPLES / one).read_bytes())
        (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
        found = kit.sync()
        assert (found.activities, found.days, found.ok) == (1, 11, True)
        assert [one.path for one in found.problems] == [str(folder / "photo.jpg")]
        assert kit.sync().activities == 0  # nothing is read twice
        (folder / "ride.gpx").write_bytes((EXAMPLES / "ride.gpx").read_bytes())
        assert kit.sync().activities == 1
        assert len(kit.history().activities) == 1  # one ride, from two files
        assert kit.history() == tk.read(folder, athlete=ME).model_copy(update={"problems": ()})
    with tk.Kit(source=f"files://{folder}", store=address, clock=clock) as kit:
        assert kit.athlete == ME  # the store knows
        assert kit.sync().activities == 0  # and where it stopped
        (folder / "mornings.csv").unlink()
        assert kit.sync().ok
        assert len(kit.history().days) == 11


class Shaky:
    """A source that can be switched off; asked once a day."""

    licence = Licence(name="acme", prompt=False, training=False, keep_days=30)
    fresh_s = 86_400.0

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.down_after: int | None = None

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        self.asked.append(cursor)
        for number in range(int(cursor or 0), 3):
            if self.down_after is not None and number >= self.down_after:
                raise tk.BackendError("source.shaky", "is down", retryable=True)
            day = dt.date(2026, 6, 1) + dt.timedelta(days=number)
            source = tk.Provenance(source="shaky", licence="acme", fetched_at=NOW)
            one = tk.DailyHealth(date=day, hrv_rmssd=50, provenance=source)
            yield Delivery(tk.History(days=[one]), str(number + 1))

    def close(self) -> None:
        raise AssertionError("a host closes what it made")


def test_a_source_continues_where_it_stopped_and_its_age_is_reported(clock: Moments) -> None:
    source = Shaky()
    source.down_after = 2
    with tk.Kit(source=[source, {"name": "files", "path": str(EXAMPLES)}], clock=clock) as kit:
        with pytest.raises(tk.BackendError, match="is down"):
            kit.sync()
        assert (
            len(kit.history().days) == 11 + 2
        )  # what came is kept, and the other source was asked
        source.down_after = None
        assert kit.sync().sources[0].days == 1
        assert source.asked == [None, "2"]
        clock.pass_days(0.5)
        assert kit.sync().sources[0].age_s == 43_200
        assert source.asked == [None, "2"]  # still fresh
        kit.sync(force=True)
        assert source.asked == [None, "2", "3"]
        source.down_after = 0
        clock.pass_days(2)
        source.asked.clear()
        report = kit.sync()
        assert report.ok  # nothing was left to fetch after the cursor
        source.fetch = lambda _=None: (_ for _ in ()).throw(  # type: ignore[method-assign]
            tk.BackendError("source.shaky", "is down")
        )
        clock.pass_days(1.5)
        report = kit.sync()
        assert not report.ok
        assert report.sources[0].error == "source.shaky: is down"
        assert report.sources[0].age_s == 1.5 * 86_400
        assert report.sources[1].error == ""


class Faulty:
    """A source with a fault of its own."""

    licence, fresh_s = Licence(name="user-file", prompt=True), 0.0

    def fetch(self, _: str | None = None) -> Iterator[Delivery]:
        raise KeyError("48 bpm")

    def close(self) -> None:
        raise RuntimeError("no")


class Strange(Faulty):
    """A source that brings something else."""

    def fetch(self, _: str | None = None) -> Iterator[Delivery]:
        yield Delivery("a run", None)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [Faulty(), Strange(), "no such", {"name": "files"}])
def test_a_source_with_a_fault_does_not_stop_the_others(bad: object) -> None:
    with tk.Kit(source=[bad, f"files://{EXAMPLES}"]) as kit:
        with pytest.raises(tk.TrainkitError):
            kit.sync()
        assert len(kit.history().days) == 11


def test_two_sources_of_one_kind_each_continue_where_they_stopped(tmp_path: Path) -> None:
    one, two = (ManualSource(ManualOptions()) for _ in range(2))
    address = f"sqlite:///{tmp_path / 'kit.db'}"
    for day in range(1, 4):
        two.add(tk.DailyHealth(date=dt.date(2026, 6, day), mood=50))
    one.add(tk.DailyHealth(date=dt.date(2026, 6, 10), mood=50))
    with tk.Kit(source=[one, two], store=address) as kit:
        assert kit.sync().days == 4
    again = ManualSource(ManualOptions())  # the next process: other entries, counted from nothing
    for day in range(20, 25):
        again.add(tk.DailyHealth(date=dt.date(2026, 6, day), mood=50))
    with tk.Kit(source=again, store=address) as kit:
        assert kit.sync().days == 5
        assert len(kit.history().days) == 9


def test_an_entry_that_is_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    source = ManualSource(ManualOptions(path=str(path)))
    for day in range(1, 3):
        source.add(tk.DailyHealth(date=dt.date(2026, 6, day), mood=50))
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    with tk.Kit(source=source) as kit:
        assert kit.sync().days == 1
        path.write_bytes(whole)
        assert kit.sync().days == 1
        path.write_bytes(whole + b'\n{"activities": [], "da')  # a crash cut this one off
        source.add(tk.DailyHealth(date=dt.date(2026, 6, 3), mood=50))
        report = kit.sync()
        assert (report.days, len(report.problems)) == (1, 1)
        assert "cut off" in report.problems[0].message


def test_a_file_that_could_not_be_read_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("date,hrv_rmssd\n2026-06-01,no number\n")
    (tmp_path / "good.csv").write_text("date,hrv_rmssd\n2026-06-02,50\n")
    strange = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    with open(strange, "wb") as stream:  # noqa: PTH123  a name that is not text
        stream.write(b"date,hrv_rmssd\n2026-06-03,50\n")
    with tk.Kit(source=f"files://{tmp_path}") as kit:
        report = kit.sync()
        assert report.days == 1
        assert any("not UTF-8" in one.message for one in report.problems)
        [cursor] = kit.store.get("cursors", "me")
        older = cursor._replace(body=cursor.body.replace(tk.__version__, "0.0.1"))
        kit.store.put("cursors", "me", [older])  # as if another version had read it
        again = kit.sync()
        assert [one.path for one in again.problems if "bad" in one.path]
        assert again.days == 0


def test_a_secret_is_in_no_error_about_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINKIT_LAKE", "hidden-4711")
    for options in (
        {"name": "http", "url": "secret:lake", "probe": "http://x"},
        {"name": "http", "url": "http://x", "probe": "http://x", "tokn_env": "secret:lake"},
    ):
        with pytest.raises(tk.InvalidInput) as refused:
            _ = tk.Kit(fault_injector=options).fault_injector
        assert "hidden-4711" not in str(refused.value)


def test_a_sync_without_new_data_keeps_the_cached_answer() -> None:
    with tk.Kit(source=f"files://{EXAMPLES}") as kit:
        kit.log(HISTORY)
        for _ in range(3):
            kit.sync()
            kit.today()
        assert (kit.counters().cache_hits, kit.counters().cache_misses) == (2, 1)
        with pytest.raises(tk.InvalidInput, match="a date without a time"):
            kit.today("2026-06-01")  # type: ignore[arg-type]


def test_entries_of_one_moment_stay_apart_and_a_later_one_wins() -> None:
    day = dt.date(2026, 6, 1)
    two = [tk.DailyHealth(date=day, energy=value) for value in (10, 90)]
    with tk.Kit(clock=lambda: NOW) as kit:  # a clock that stands still
        kit.log(tk.History(days=two))
        assert kit.history() == tk.History(days=two)
        kit.log(tk.DailyHealth(date=day, energy=50))
        assert kit.history().days[0].energy == 50
        kit.log(tk.DailyHealth(date=day, energy=70))
        kit.log(tk.DailyHealth(date=day, energy=80))
        assert kit.history().days[0].energy == 80


def test_a_source_uses_the_stored_athletes_time_zone(tmp_path: Path) -> None:
    start = dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.UTC)
    run = tk.Activity(sport="running", start=start, elapsed_s=600)
    (tmp_path / "run.fit").write_bytes(tk.io.write_fit(run))
    there = ME.model_copy(update={"timezone": "Asia/Tokyo"})
    with tk.Kit(source=f"files://{tmp_path}") as kit:
        kit.log(tk.History(athlete=there))
        kit.sync()
        assert [one.day for one in kit.history().activities] == [dt.date(2026, 5, 2)]


def test_two_kits_with_one_folder_of_logs_write_each_line_once(tmp_path: Path) -> None:
    one, two = tk.Kit(logs=tmp_path), tk.Kit(logs=tmp_path)
    one.forget()
    one.close()
    two.forget()
    two.close()
    lines = [line for path in tmp_path.iterdir() for line in path.read_text().splitlines()]
    assert len([line for line in lines if "forgotten" in line]) == 2


def test_answers_expire_with_the_data_behind_them(clock: Moments) -> None:
    api = tk.Provenance(source="strava", licence="strava-api", fetched_at=NOW)
    days = [one.model_copy(update={"provenance": api}) for one in HISTORY.days]
    with tk.Kit(clock=clock, athlete=ME) as kit:
        kit.log(tk.History(activities=HISTORY.activities, days=days))
        clock.pass_days(6.5)
        kit.today()
        assert kit.store.get("cache", "me")
        clock.pass_days(0.6)
        kit.sync()
        assert kit.store.get("cache", "me") == []


class FullStore(MemoryStore):
    """A store that can be full."""

    full = False

    def put(self, kind: RecordKind, athlete: str, records: Iterable[Record]) -> None:
        if self.full and kind == "days":
            raise tk.BackendError("store.full", "no room")
        super().put(kind, athlete, records)


def test_a_full_store_is_not_mistaken_for_a_failing_source(clock: Moments) -> None:
    store, source = FullStore(), Shaky()
    with tk.Kit(source=source, store=store, clock=clock) as kit:
        source.down_after = 1
        with pytest.raises(tk.BackendError, match="is down"):
            kit.sync()
        source.down_after = None
        store.full = True
        with pytest.raises(tk.BackendError, match="no room"):
            kit.sync()
        store.full = False
        kit.sync()
        assert len(kit.history().days) == 3  # nothing was skipped


def test_limited_data_expires_and_is_shown_to_nobody(clock: Moments) -> None:
    store = MemoryStore()
    with tk.Kit(source=Shaky(), store=store, clock=clock) as kit:
        kit.sync()
        assert len(kit.history().days) == 3
        assert len(kit.history(use="prompt").days) == 0
        assert kit.counters("privacy").refusals == 3
    with tk.Kit(store=store, clock=clock) as kit:  # the source is not there: its licence is known
        assert len(kit.history(use="training").days) == 0
        clock.pass_days(29.9)
        assert len(kit.history().days) == 3
        clock.pass_days(0.2)
        assert len(kit.history().days) == 0
        assert len(store.get("days", "me")) == 3
        kit.sync()
        assert store.get("days", "me") == []


def test_api_data_of_a_week_ago_is_in_no_history(clock: Moments) -> None:
    source = tk.Provenance(source="strava", licence="strava-api", fetched_at=NOW)
    with tk.Kit(clock=clock) as kit:
        kit.log(tk.DailyHealth(date=NOW.date(), hrv_rmssd=50, provenance=source))
        clock.pass_days(6.9)
        kit.log(
            tk.DailyHealth(date=NOW.date(), hrv_rmssd=50, provenance=source)
        )  # not fetched anew
        assert len(kit.history().days) == 1
        clock.pass_days(0.2)
        assert len(kit.history().days) == 0


class Echo:
    """A language model that keeps what it was asked."""

    def __init__(self) -> None:
        self.heard: list[Prompt] = []

    def reply(self, prompt: Prompt) -> Reply:
        self.heard.append(prompt)
        return Reply(text="yes", model="echo", input_tokens=7, output_tokens=2, cost_usd=0.25)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield from self.reply(prompt).text

    def close(self) -> None:
        raise AssertionError("a host closes what it made")


def test_a_prompt_with_forbidden_data_never_leaves() -> None:
    model, asked = Echo(), (Message(text="How am I?"),)
    with tk.Kit(llm=model) as kit:
        llm = kit.llm
        assert llm is not None
        assert llm.reply(Prompt(messages=asked, licences=("user-file",))).text == "yes"
        *pieces, end = llm.stream(Prompt(messages=asked))
        assert "".join(piece.text for piece in pieces if isinstance(piece, TextDelta)) == "yes"
        assert isinstance(end, StreamEnd)
        assert end.reply.text == "yes"
        forbidden = Prompt(messages=asked, licences=("user-file", "strava-api"))
        for work in (llm.reply, lambda one: list(llm.stream(one))):
            with pytest.raises(tk.BackendError, match="strava-api"):
                work(forbidden)
        assert len(model.heard) == 2
        counts = kit.counters()
        assert (counts.refusals, counts.input_tokens, counts.output_tokens) == (2, 7, 2)
        assert counts.cost_usd == 0.25
        assert counts.failures == 2


def test_the_tokens_of_a_stream_count_as_those_of_a_reply() -> None:
    class Telling(Echo):
        def stream(self, prompt: Prompt) -> Iterator[StreamEnd]:  # type: ignore[override]
            yield StreamEnd(reply=self.reply(prompt))

    prompt = Prompt(messages=(Message(text="How am I?"),))
    with tk.Kit(llm=Telling()) as kit:
        assert kit.llm is not None
        kit.llm.reply(prompt)
        assert len(list(kit.llm.stream(prompt))) == 1
        counts = kit.counters()
    assert (counts.input_tokens, counts.output_tokens, counts.cost_usd) == (14, 4, 0.5)


def test_adapters_by_name_options_and_instance(monkeypatch: pytest.MonkeyPatch) -> None:
    injector = SimulatedInjector()
    with tk.Kit(
        llm="rules", fault_injector={"name": "simulated", "seed": 3}, store={"name": "memory"}
    ) as kit:
        assert kit.fault_injector.healthy()  # type: ignore[union-attr]
        prompt = Prompt(messages=(Message(text="?"),), template="$n km", facts={"n": "5"})
        assert kit.llm.reply(prompt).text == "5 km"  # type: ignore[union-attr]
        assert kit.counters("fault_injector.simulated").calls == 1
    with tk.Kit(fault_injector=injector) as kit:
        assert kit.fault_injector.healthy()  # type: ignore[union-attr]
    with pytest.raises(tk.InvalidInput, match=r"store.name is missing; it must be the name"):
        tk.Kit(store={"path": "x"}).history()
    with pytest.raises(tk.InvalidInput, match="seeed"):
        _ = tk.Kit(fault_injector={"name": "simulated", "seeed": 3}).fault_injector
    with pytest.raises(tk.InvalidInput, match="the name of a store"):
        tk.Kit(store=None).history()
    monkeypatch.setenv("TRAINKIT_SHOP_URL", "http://127.0.0.1:1")
    options = {"name": "http", "url": "secret:shop-url", "probe": "http://127.0.0.1:1"}
    with tk.Kit(fault_injector=options) as kit:
        assert not kit.fault_injector.healthy()  # type: ignore[union-attr]
    with pytest.raises(
        tk.InvalidInput, match="the name of a secret that is in the environment, as TRAINKIT_OTHER"
    ):
        _ = tk.Kit(fault_injector={**options, "url": "secret:other"}).fault_injector


def test_a_surrogate_by_name_learns_for_an_optimizer() -> None:
    pytest.importorskip("sklearn", reason="the forest extra is not installed")
    space = tk.Space([tk.Real("x", 0, 1)])
    with tk.Kit(surrogate="forest") as kit:
        surrogate = kit.surrogate
        assert surrogate is not None
        optimizer = tk.Optimizer(space, surrogate=surrogate, seed=1)
        for _ in range(12):
            point = optimizer.ask()
            optimizer.tell(point, -abs(float(point["x"]) - 0.3))
        assert optimizer.best is not None


def test_closing_closes_only_what_the_kit_created(tmp_path: Path) -> None:
    mine = MemoryStore()
    kit = tk.Kit(store=mine, llm=Echo(), source=Shaky())
    kit.sync()
    assert kit.llm is not None
    kit.close()
    kit.close()
    assert mine.athletes() == ["me"]
    with pytest.raises(tk.InvalidInput, match="kit is 'closed'"):
        kit.history()
    made = tk.Kit(store=f"sqlite:///{tmp_path / 'kit.db'}")
    made.log(HISTORY.until(dt.date(2026, 1, 5)))
    made.close()
    assert {one.name for one in tmp_path.iterdir()} == {"kit.db"}  # nothing is left open


def test_an_export_holds_every_kind_but_tokens() -> None:
    with tk.Kit() as kit:
        kit.log(HISTORY)
        kit.plan(GOAL, seconds=1)
        kit.store.put("tokens", "me", [Record("acme", "token-0815", NOW)])
        kit.store.put("conversations", "me", [Record("c1", '{"said": "hello"}', NOW, NOW.date())])
        kit.store.put("ledger", "me", [Record("l1", "no json", NOW, NOW.date())])
        kit.today()
        archive = kit.export()
    names = zipfile.ZipFile(BytesIO(archive)).namelist()
    assert names == ["history.json", "plans.json", "conversations.json", "ledger.json"]
    said = json.loads(zipfile.ZipFile(BytesIO(archive)).read("conversations.json"))
    assert said["trainkit_records"][0]["body"] == {"said": "hello"}
    assert b"token-0815" not in archive


def test_an_export_is_read_as_any_other_file(tmp_path: Path) -> None:
    with tk.Kit() as kit:
        kit.log(HISTORY)
        kit.plan(GOAL, seconds=1)
        (tmp_path / "export.zip").write_bytes(kit.export())
    assert tk.read(tmp_path / "export.zip") == HISTORY


def test_forgetting_one_leaves_the_other(clock: Moments) -> None:
    store = MemoryStore()
    anna = tk.Kit(store=store, athlete_id="anna", clock=clock)
    ben = tk.Kit(store=store, athlete_id="ben", clock=clock)
    for one in (anna, ben):
        one.log(HISTORY)
        one.plan(GOAL, seconds=1)
        one.today()
    assert anna.forget() > 300
    assert anna.history() == tk.History()
    assert anna.planned is None
    assert store.athletes() == ["ben"]
    assert ben.history() == HISTORY
    assert ben.planned is not None
    with pytest.raises(tk.InvalidInput, match="athlete_id"):
        tk.Kit(athlete_id="")


def test_purging_takes_records_answers_and_logs(tmp_path: Path, clock: Moments) -> None:
    logs = tmp_path / "logs"
    with tk.Kit(store=f"sqlite:///{tmp_path / 'kit.db'}", logs=logs, clock=clock) as kit:
        kit.log(HISTORY)
        kit.today()
        (logs / "trainkit-2026-01-01.jsonl").write_text("{}\n")
        before = dt.date(2026, 6, 1)
        assert kit.purge(before) > 100
        assert kit.history() == HISTORY.between(before, dt.date.max).model_copy(
            update={"athlete": ME}
        )
        assert not (logs / "trainkit-2026-01-01.jsonl").exists()
        assert kit.athlete == ME
        assert kit.store.get("cache", "me")
        kit.purge(dt.date(2027, 1, 1))
        assert kit.store.get("cache", "me") == []


SECRETS = (b"token-0815", b"fever-and-shivers", b"48.125", b"hrv_rmssd", b"Morning run by the lake")


def test_with_a_key_no_file_holds_a_token_or_a_health_value(
    tmp_path: Path, clock: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="the crypto extra is not installed")
    start = dt.datetime(2026, 6, 28, 7, tzinfo=dt.UTC)

    def fill(folder: Path) -> list[bytes]:
        folder.mkdir()
        address = f"sqlite:///{folder / 'kit.db'}"
        with tk.Kit(store=address, logs=folder / "logs", clock=clock, llm=Echo()) as kit:
            kit.log(HISTORY)
            kit.log(tk.DailyHealth(date=start.date(), hrv_rmssd=48.125, notes="fever-and-shivers"))
            kit.log(tk.Activity(sport="running", start=start, elapsed_s=1800,
                                name="Morning run by the lake"))  # fmt: skip
            kit.store.put("tokens", "me", [Record("acme", "token-0815", NOW)])
            kit.today()
            kit.plan(GOAL, seconds=1)
            with pytest.raises(tk.BackendError):
                kit.llm.reply(  # type: ignore[union-attr]
                    Prompt(messages=(Message(text="48.125"),), licences=("strava-api",))
                )
            content = [one.read_bytes() for one in folder.rglob("*") if one.is_file()]
        content += [one.read_bytes() for one in folder.rglob("*") if one.is_file()]
        modes = {stat.S_IMODE(one.stat().st_mode) for one in folder.rglob("*") if one.is_file()}
        assert modes == {0o600}
        return content

    plain = b"".join(fill(tmp_path / "plain"))
    assert all(one in plain for one in SECRETS)  # so the search below can find
    monkeypatch.setenv("TRAINKIT_KEY", new_key())
    sealed = fill(tmp_path / "sealed")
    assert any(b'"level": "WARNING"' in one for one in sealed)  # logs are among them
    assert not any(word in one for word in SECRETS for one in sealed)


def test_keys_rotate_and_a_missing_key_is_reported(tmp_path: Path) -> None:
    pytest.importorskip("cryptography", reason="the crypto extra is not installed")
    address, old, new = f"sqlite:///{tmp_path / 'kit.db'}", new_key(), new_key()
    with tk.Kit(store=address) as kit:
        kit.log(HISTORY)
    with tk.Kit(store=address, key=[new, old]) as kit:
        assert kit.rotate() > 200
        assert not any(b"hrv_rmssd" in one.read_bytes() for one in tmp_path.iterdir())
        assert kit.history() == HISTORY
    with tk.Kit(store=address, key=new) as kit:
        assert kit.history() == HISTORY
    with tk.Kit(store=address) as kit, pytest.raises(tk.BackendError, match="set TRAINKIT_KEY"):
        kit.history()
    with tk.Kit(store=address, key=old) as kit, pytest.raises(tk.BackendError, match="not hold"):
        kit.history()


def test_threads_share_a_kit(tmp_path: Path) -> None:
    with tk.Kit(store=f"sqlite:///{tmp_path / 'kit.db'}", athlete=ME) as kit:
        kit.log(HISTORY)
        answers, errors = [], []

        def work(number: int) -> None:
            try:
                day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
                kit.log(tk.DailyHealth(date=day, mood=50))
                answers.append(kit.today(dt.date(2026, 6, 28)).date)
            except Exception as error:  # noqa: BLE001
                errors.append(error)

        threads = [threading.Thread(target=work, args=(one,)) for one in range(16)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert errors == []
        assert len(answers) == 16
        assert sum(one.mood == 50 for one in kit.history().days) >= 16


def test_a_damaged_record_is_a_backend_error(clock: Moments) -> None:
    store = MemoryStore()
    with tk.Kit(store=store, clock=clock) as kit:
        for body in ("not json", '{"date": "someday"}'):
            store.put("days", "me", [Record("x", body, NOW, NOW.date())])
            with pytest.raises(tk.BackendError, match="a stored record cannot be read"):
                kit.history()


def test_a_full_disk_stops_logging_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kit.db"
    with tk.Kit(store=f"sqlite:///{path}") as kit:
        kit.log(HISTORY.until(dt.date(2026, 2, 1)))
        before = kit.history()
    registry = Registry()
    small = registry.make("store", "sqlite", {"path": str(path)})
    with small._lend_connection() as connection:  # type: ignore[attr-defined]
        connection.execute("PRAGMA max_page_count = 1")  # as large as it is now
    with tk.Kit(store=small) as kit:
        with pytest.raises(tk.BackendError, match="full"):
            kit.log(HISTORY)
        assert kit.history().activities == before.activities
    small.close()  # type: ignore[attr-defined]


class Dear(Echo):
    """A language model whose answers cost a dollar."""

    def reply(self, prompt: Prompt) -> Reply:
        return super().reply(prompt).model_copy(update={"cost_usd": 1.0})


def test_a_budget_turns_to_the_next_model_and_costs_are_reported() -> None:
    dear, spare, heard = Dear(), Echo(), []
    prompt = Prompt(messages=(Message(text="How am I?"),), purpose="chat")
    with tk.Kit(llm=[dear, spare], budget=1.5, on_alert=heard.append) as kit:
        llm = kit.llm
        assert llm is not None
        costs = [llm.reply(prompt).cost_usd for _ in range(3)]
        assert costs == [1.0, 0.25, 0.25]
        report = kit.costs()
        assert (report.total.calls, report.total_usd) == (3, 1.5)
        assert len(heard) == 1
        assert "chat: 3 calls, 1.5000 USD" in str(report)
        with pytest.raises(tk.BudgetSpent):
            llm.reply(prompt)
        assert (len(dear.heard), len(spare.heard)) == (1, 2)
    with pytest.raises(tk.InvalidInput, match="budget"):
        tk.Kit(budget="much")


def test_a_kept_budget_holds_beside_that_of_the_settings_and_in_another_kit(tmp_path: Path) -> None:
    prompt = Prompt(messages=(Message(text="How am I?"),), purpose="chat")
    store = f"sqlite:///{tmp_path / 'kit.db'}"
    with tk.Kit(store=store, llm=Dear(), budget=100) as kit:
        kit.keep_budget(1.5)
        assert [budget.limit_usd for budget, _ in kit.budgets()] == [100, 1.5]
        assert kit.llm is not None
        kit.llm.reply(prompt)
    with tk.Kit(store=store, llm=Dear()) as later:
        assert later.budget == 1.5
        assert later.llm is not None
        with pytest.raises(tk.BudgetSpent):
            later.llm.reply(prompt)
        with pytest.raises(tk.InvalidInput):
            later.keep_budget(-1)
        later.keep_budget(None)
        assert later.llm.reply(prompt).cost_usd == 1.0


class Weekly(Echo):
    """A language model that has a week to tell, and may be out of order."""

    works = True

    def reply(self, prompt: Prompt) -> Reply:
        if not self.works:
            raise tk.BackendError("llm.weekly", "out of order", retryable=True)
        answer = super().reply(prompt)
        return answer.model_copy(update={"text": '{"days": [], "summary": "Enjoy it."}'})


def test_a_week_is_kept_for_three_days_and_an_old_one_told_with_its_age(clock: Moments) -> None:
    history, model = tk.simulate(days=120), Weekly()
    end = history.span[1]  # type: ignore[index]
    clock.now = dt.datetime.combine(end, dt.time(18), dt.UTC)
    with tk.Kit(llm=model, clock=clock) as kit:
        kit.log(history)
        first = kit.week()
        assert (first.backend, first.summary, first.age_s) == ("echo", "Enjoy it.", None)
        assert kit.week() == first
        assert len(model.heard) == 1
        assert kit.week(force=True).days == first.days
        assert len(model.heard) == 2
        assert kit.costs().total.calls == 2
        model.works = False
        ruled = kit.week(tone=1.0)
        assert ruled.backend == "rules"
        assert "out of order" in ruled.reason
        clock.pass_days(3 + 1 / 24)
        old = kit.week(first.start)
        assert (old.backend, old.age_s) == ("echo", 3 * 86_400 + 3600)
        assert "out of order" in old.reason


def test_a_week_of_the_plan_is_a_revision_that_waits() -> None:
    history = tk.simulate(days=120)
    with tk.Kit() as kit:
        kit.log(history)
        end = history.span[1]  # type: ignore[index]
        plan = kit.plan(tk.Goal(distance_m=10_000, date=end + dt.timedelta(weeks=9)))
        week = kit.week(plan.start)
        assert week.revision is not None
        assert kit.planned == plan
        assert kit.accept(week.revision) == week.revision.apply(plan)
        assert len(kit.facts()) > 50


class Talker(Echo):
    """A language model that says one thing after the other."""

    def __init__(self, *answers: str) -> None:
        super().__init__()
        self.answers = list(answers)

    def reply(self, prompt: Prompt) -> Reply:
        self.heard.append(prompt)
        return Reply(text=self.answers.pop(0), model="talker", cost_usd=0.01)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.reply(prompt).text


def test_a_conversation_is_kept_and_goes_on(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'kit.db'}"
    model = Talker("Rest today. Sleep well.", "As I said: rest.")
    with tk.Kit(llm=model, store=address) as kit:
        kit.log(tk.simulate(days=90))
        first = kit.chat("What should I do?")
        assert (first.text, first.backend, first.refused) == (
            "Rest today. Sleep well.",
            "talker",
            False,
        )
    with tk.Kit(llm=model, store=address) as kit:
        assert "".join(kit.chat_stream("Sure?", first.conversation)) == "As I said: rest."
        told = [message.text for message in model.heard[1].messages]
        assert told == ["What should I do?", "Rest today. Sleep well.", "Sure?"]
        kept = kit.conversations.get(first.conversation)
        assert [turn.question for turn in kept.turns] == ["What should I do?", "Sure?"]
        assert kit.conversations.rename(kept.id, "Rest").title == "Rest"
        assert [one.title for one in kit.conversations.list()] == ["Rest"]
        assert kit.costs().by_purpose[0].name == "chat"
        with pytest.raises(tk.InvalidInput, match="the id of a stored conversation"):
            kit.chat("Hello", "unknown")
        with pytest.raises(tk.InvalidInput, match="1 to 4000 characters"):
            kit.chat("")
        kit.conversations.remove(kept.id)
        assert kit.conversations.list() == []


def test_without_a_model_the_rules_answer_with_receipts() -> None:
    with tk.Kit() as kit:
        kit.log(tk.simulate(days=90))
        answer = kit.chat("How recovered am I?")
        assert answer.backend == "rules"
        assert answer.trace("F1").subject == "recovery: score"


@pytest.mark.parametrize("given", [ME, HISTORY])
def test_what_is_no_adapter_is_no_source(given: object) -> None:
    with pytest.raises(tk.InvalidInput, match=r"`athlete=`"):
        tk.Kit(given)


@pytest.mark.parametrize(("later", "behind"), [(1, 1), (90, 0)])
def test_facts_and_tools_speak_of_the_athletes_today(later: int, behind: int) -> None:
    """Of records that are too old they speak as of their last day."""
    history = tk.simulate(days=60)
    last: dt.date = history.dates[-1].item()
    now = dt.datetime.combine(last + dt.timedelta(days=later), dt.time(12), dt.UTC)
    with tk.Kit(athlete=history.athlete, clock=lambda: now) as kit:
        kit.log(history)
        assert kit.facts().day == last + dt.timedelta(days=behind)
        assert kit.toolbox().day == last + dt.timedelta(days=behind)
        assert kit.facts(last).day == last

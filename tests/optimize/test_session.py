"""Sessions: their states and limits, what they survive, and that they go on as they would have."""

import json
import math
import os
import random
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.optimize import (
    Limits,
    Scored,
    Session,
    State,
    StoredSession,
    TrialRecord,
)
from trainkit.optimize.journal import Journal

SPACE = tk.Space([tk.Real("x", -1, 1), tk.Categorical("c", ["a", "b"])])


def score(point: dict[str, float]) -> float:
    return -((point["x"] - 0.3) ** 2) + (point["c"] == "b")


def session(execute=score, *, seed: int = 1, trials: int = 20, **options) -> Session[float]:
    options.setdefault("limits", Limits(trials=trials))
    return Session(tk.Optimizer(SPACE, seed=seed), execute, analyze=float, **options)


def test_a_session_runs_to_its_limit_and_knows_its_best() -> None:
    one = session()
    assert one.state is State.PENDING
    status = one.run()
    assert one.state is status.state is State.COMPLETED
    assert (status.done, status.failed, status.progress, status.remaining_s) == (20, 0, 1.0, 0.0)
    assert status.best is not None
    assert status.best.score == max(trial.score or -9 for trial in one.trials)
    assert [trial.number for trial in one.trials] == [*range(1, 21)]
    assert status.best.score > 0.99


def test_it_runs_once() -> None:
    one = session(trials=2)
    one.run()
    with pytest.raises(tk.InvalidInput, match="nothing after completed"):
        one.run()
    assert not one.stop()


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("wanted", State)
def test_there_are_no_other_transitions(now: State, wanted: State) -> None:
    from trainkit.optimize._status import check_transition

    legal = {
        ("pending", "running"), ("pending", "failed"),
        ("running", "stopping"), ("running", "completed"), ("running", "failed"),
        ("stopping", "completed"), ("stopping", "failed"),
    }  # fmt: skip
    if (now.value, wanted.value) in legal:
        assert check_transition(now, wanted) is wanted
    else:
        with pytest.raises(tk.InvalidInput, match=f"after {now}"):
            check_transition(now, wanted)


def test_one_bad_trial_never_ends_a_session() -> None:
    def moody(point: dict[str, float]) -> object:
        if point["c"] == "a":
            raise OSError("the cable is loose")
        return [1.0, math.nan, math.inf, "many", None, Scored(1.0, {"a": {1, 2}})][
            int(abs(point["x"]) * 1e6) % 6
        ]

    one = Session(
        tk.Optimizer(SPACE, seed=3), moody, analyze=lambda found: found, limits=Limits(trials=60)
    )
    status = one.run()
    assert status.state is State.COMPLETED
    assert status.done == 60
    assert 0 < status.failed < 60
    errors = {(trial.error or "").split(":")[0] for trial in one.trials}
    assert {"OSError", "InvalidInput", "TypeError"} <= errors
    assert all(trial.score is None or math.isfinite(trial.score) for trial in one.trials)


def test_what_the_analysis_says_is_kept() -> None:
    one = Session(
        tk.Optimizer(SPACE),
        score,
        analyze=lambda found: Scored(found, {"doubled": 2 * found}),
        limits=Limits(trials=3),
    )
    one.run()
    assert all(trial.detail == {"doubled": 2 * trial.score} for trial in one.trials)


def test_time_ends_it() -> None:
    ticks = iter(range(10_000))
    one = session(limits=Limits(trials=1000, seconds=50), clock=lambda: float(next(ticks)))
    status = one.run()
    assert status.state is State.COMPLETED
    assert 2 < status.done < 50
    assert status.elapsed_s >= 50


def test_no_improvement_ends_it() -> None:
    one = session(lambda _: 1.0, limits=Limits(trials=1000, without_improvement=7))
    assert one.run().done == 8


def test_the_best_of_a_session_that_minimises_is_the_lowest(tmp_path: Path) -> None:
    one = Session(
        tk.Optimizer(SPACE, maximize=False),
        lambda point: -score(point),
        analyze=float,
        limits=Limits(trials=20),
        path=tmp_path / "log",
    )
    best = one.run().best
    assert best is not None
    assert best.score == min(trial.score or 9 for trial in one.trials)
    assert StoredSession(tmp_path / "log").status.best == best


def test_time_to_completion_follows_the_pace() -> None:
    now = [0.0]
    seen = []

    def slow(_: object) -> float:
        now[0] += 10
        return 1.0

    one = session(slow, trials=10, clock=lambda: now[0], on_trial=lambda _: seen.append(one.status))
    assert one.status.remaining_s is None
    one.run()
    assert [status.remaining_s for status in seen] == [10.0 * (10 - k) for k in range(1, 11)]
    assert [status.progress for status in seen] == pytest.approx([k / 10 for k in range(1, 11)])


def test_stop_lets_the_running_trial_finish() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(point: dict[str, float]) -> float:
        begun.set()
        go_on.wait(10)
        return score(point)

    one = session(slow)
    thread = threading.Thread(target=one.run)
    thread.start()
    begun.wait(10)
    assert one.status.running == 1
    assert one.stop()
    assert one.state is State.STOPPING
    go_on.set()
    thread.join(10)
    assert one.state is State.COMPLETED
    assert one.status.done == 1


def test_stopped_before_it_began_it_does_nothing() -> None:
    one = session()
    assert one.stop()
    assert one.run().done == 0


def test_parallel_trials_through_a_pool() -> None:
    at_once, most = [0], [0]
    lock = threading.Lock()

    def slow(point: dict[str, float]) -> float:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        with lock:
            at_once[0] -= 1
        return score(point)

    with ThreadPoolExecutor(4) as pool:
        one = session(slow, pool=pool, workers=4)
        status = one.run()
    assert status.done == 20
    assert most[0] == 4
    assert len({tuple(trial.point.values()) for trial in one.trials}) == 20


def test_ten_sessions_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    alone = [session(seed=seed, trials=7) for seed in range(10)]
    for one in alone:
        one.run()
    together = [session(seed=seed, trials=7, path=tmp_path / f"{seed}.log") for seed in range(10)]
    threads = [threading.Thread(target=one.run) for one in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(alone, together, strict=True):
        assert [t.point for t in one.trials] == [t.point for t in other.trials]


def test_a_resumed_session_makes_the_same_proposals(tmp_path: Path) -> None:
    whole = session(trials=25)
    whole.run()
    path = tmp_path / "session.log"
    session(trials=12, path=path).run()
    assert StoredSession(path).status.state is State.COMPLETED
    more = Session.resume(path, score, analyze=float, limits=Limits(trials=25))
    assert more.run().done == 25
    assert [t.point for t in more.trials] == [t.point for t in whole.trials]
    assert StoredSession(path).status.done == 25


def test_a_journal_is_of_one_search_and_one_process(tmp_path: Path) -> None:
    path = tmp_path / "session.log"
    session(trials=2, path=path).run()
    with pytest.raises(tk.InvalidInput, match="the same search"):
        session(seed=9, path=path)
    with Journal(path), pytest.raises(tk.InvalidInput, match="in no other process"):
        session(path=path).run()
    late = session(path=path)
    session(path=path, trials=5).run()
    with pytest.raises(tk.InvalidInput, match="no other session writes to"):
        late.run()
    with pytest.raises(tk.InvalidInput, match="journal of a session"):
        StoredSession(tmp_path / "nothing")
    (tmp_path / "empty").touch()
    with pytest.raises(tk.InvalidInput, match="not an empty file"):
        StoredSession(tmp_path / "empty")
    with Journal(tmp_path / "other") as other:
        other.append({"policy": 1})
    with pytest.raises(tk.InvalidInput, match="of something else"):
        StoredSession(tmp_path / "other")


def test_another_process_may_ask_it_to_stop(tmp_path: Path) -> None:
    path = tmp_path / "session.log"

    def stop_after_four(record: TrialRecord) -> None:
        if record.number == 4:
            StoredSession(path).request_stop()

    assert session(path=path, on_trial=stop_after_four).run().done == 4
    assert not [*tmp_path.glob("*.stop")]


def test_a_journal_with_the_old_name_of_the_elapsed_time_is_read() -> None:
    record = TrialRecord.model_validate({"number": 1, "point": {}, "seconds": 1, "elapsed": 2})
    assert record.elapsed_s == 2


def test_a_journal_that_cannot_be_written_fails_the_session_and_keeps_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "session.log"
    one = session(path=path)
    full = iter(range(100))

    def fsync(_: int) -> None:
        if next(full) == 5:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space"):
        one.run()
    assert one.state is State.FAILED
    assert "No space" in (one.status.error or "")
    kept = StoredSession(path).status
    assert kept.done == len(one.trials) > 0
    monkeypatch.undo()
    assert session(path=path).run().done == 20


@pytest.mark.parametrize("cut", [1, 7, 30])
def test_a_torn_last_line_never_happened(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "session.log"
    session(trials=6, path=path).run()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1])[:-cut])
    again = session(trials=20, path=path)
    assert len(again.trials) == 5
    assert again.run().done == 20


def test_a_damaged_line_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with Journal(path) as journal:
        for number in range(5):
            journal.append({"number": number})
    data = path.read_bytes().replace(b'"number":2', b'"number":7')
    path.write_bytes(data)
    with Journal(path) as journal:
        assert journal.damaged == 1
        assert [one["number"] for one in journal] == [0, 1, 3, 4]
    assert path.stat().st_mode & 0o777 == 0o600


WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_session import *
one = session(
    trials=400,
    path=Path({path!r}),
    on_trial=lambda record: print(json.dumps(record.point), flush=True),
)
print("ready", flush=True)
one.run()
"""


def test_a_kill_at_any_moment_loses_no_trial(tmp_path: Path) -> None:
    """Twenty kills of a real process; each run goes on where the one before was killed."""
    path = tmp_path / "session.log"
    code = WORKER.format(tests=str(Path(__file__).parent), path=str(path))
    printed: list[dict[str, float]] = []
    rng = random.Random(1)  # noqa: S311 - moments, not secrets
    for _ in range(int(os.environ.get("TRAINKIT_KILLS", "10"))):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        timer = threading.Timer(rng.uniform(0.0, 0.3), process.send_signal, [signal.SIGKILL])
        timer.start()
        printed += [json.loads(line) for line in process.stdout if line.endswith("}\n")]
        process.wait()
        timer.cancel()
        process.stdout.close()
    kept = [trial.point for trial in session(path=path, trials=400).trials]
    assert len(kept) >= len(printed) > 0
    assert [one for one in printed if one not in kept] == []
    assert len({tuple(one.values()) for one in kept}) == len(kept)
    whole = session(trials=max(len(kept), 1))
    whole.run()
    assert kept == [trial.point for trial in whole.trials]


def test_an_error_with_half_a_character_is_the_trials_alone(tmp_path: Path) -> None:
    def fail(_point: object) -> float:
        raise ValueError("\ud800")

    space = tk.Space([tk.Real("x", 0, 1)])
    session = Session(
        tk.Optimizer(space), fail, analyze=float, limits=Limits(trials=2), path=tmp_path / "s"
    )
    session.run()
    assert "ud800" in (tmp_path / "s").read_text()

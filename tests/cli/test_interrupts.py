"""Ctrl-C ends the program within a second, without a stack trace, at any moment."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import trainkit as tk
from trainkit.cli import _interrupts

_PROGRAM = "import sys; from trainkit.cli import main; sys.exit(main())"
_SLOW = """
import sys
sys.argv = ["trainkit", "demo"]
from trainkit import cli
from trainkit._simulate import simulate
def work(**_):
    print("ready", flush=True)
    {}
import trainkit.cli._demo as demo
demo.simulate = work
sys.exit(cli.main())
"""


def interrupt(code: str, *words: str, after_s: float = 0.0) -> tuple[int, str, float]:
    """Interrupt a program, and return its exit code, its errors, and how long it took to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if not after_s and process.stdout is not None:
        process.stdout.readline()
        after_s = 0.3  # it sleeps: Python looks for signals before a system call, and after it
    time.sleep(after_s)
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    _, said = process.communicate(timeout=30)
    return process.returncode, said, time.monotonic() - start


@pytest.mark.parametrize("after_s", [0.15, 0.3, 0.6, 1.0])
def test_an_interrupt_while_it_starts_or_works(after_s: float) -> None:
    code, said, _ = interrupt(_PROGRAM, "demo", after_s=after_s)
    # At its very end the interpreter has no handler any more: the system ends it, silently.
    assert code in {0, 130, -signal.SIGINT}
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1


@pytest.mark.parametrize(
    "work",
    [
        "import time; time.sleep(30)",
        # A library that makes another error of it, as first imports of compiled modules do.
        "import time\n    try: time.sleep(30)\n    except BaseException: raise ImportError('x')",
    ],
)
def test_an_interrupt_at_work_is_heard_at_once(work: str) -> None:
    code, said, took_s = interrupt(_SLOW.format(work))
    assert code == 130
    assert said == "interrupted\n"
    assert took_s < 3.0  # a loaded machine


def test_an_interrupt_that_no_code_can_catch_ends_the_program() -> None:
    work = (
        "import time\n    class Swallows:\n        def __del__(self): time.sleep(30)\n"
        "    x = Swallows()\n    del x\n    time.sleep(30)"
    )
    code, said, took_s = interrupt(_SLOW.format(work))
    assert code == 130
    assert "Exception ignored" not in said
    assert took_s < 3.0


def test_the_solver_hears_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    import scipy.optimize

    began, released = threading.Event(), threading.Event()

    def solve(*_: object, **__: object) -> None:
        began.set()
        released.wait(20)  # HiGHS lets other threads run, and hears nothing

    def interrupt_the_solver() -> None:
        began.wait(20)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(scipy.optimize, "milp", solve)
    history = tk.simulate(days=60)
    race = tk.Goal(distance_m=5000, date=history.dates[-1].item().replace(year=2026, month=9))
    user = threading.Thread(target=interrupt_the_solver)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job of a shell ignores it
    user.start()
    start = time.monotonic()
    try:
        assert history.athlete is not None
        with pytest.raises(KeyboardInterrupt):
            tk.plan(race, history.athlete, history, seconds=20)
        assert time.monotonic() - start < 10.0
    finally:
        began.set()
        released.set()
        user.join()
        signal.signal(signal.SIGINT, before)


def test_a_host_keeps_its_own_handler(tmp_path: Path) -> None:
    from trainkit.cli import main

    before = signal.getsignal(signal.SIGINT)
    assert main(["today", str(tmp_path / "none.json")]) == 1
    assert signal.getsignal(signal.SIGINT) is before
    assert not _interrupts.is_heard()

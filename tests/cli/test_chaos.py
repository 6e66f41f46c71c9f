"""``trainkit chaos`` as a user types it."""

import json
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

pytest.importorskip("typer", reason="the extra cli is not installed")

import trainkit as tk
from builders.shop import running, state
from trainkit.cli import main

FAULTS = str(Path(__file__).parents[2] / "examples" / "faults" / "shop.yaml")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> int:
    return main(["chaos", *words])


def run_simulated(*words: str) -> int:
    return run("run", FAULTS, "--injector", "simulated", "--journal", "c", *words)


def test_a_run_reports_and_can_be_resumed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_simulated("--trials", "20", "--option", "seed=4", "-o", "r.json") == 0
    message = capsys.readouterr().out
    assert "completed: 20 of 20 trials, 0 failed" in message
    assert "Worst fault:" in message
    report = json.loads((here / "r.json").read_text())
    assert len(report["severities"]) == 20
    assert run("status", "c", "--json") == 0
    assert json.loads(capsys.readouterr().out)["severities"] == report["severities"]
    assert run("resume", "c", "--trials", "24", "--json") == 0
    more = json.loads(capsys.readouterr().out)
    assert more["severities"][:20] == report["severities"]
    assert more["status"]["done"] == 24
    assert run("recover", "c") == 0
    assert "0 faults were left behind" in capsys.readouterr().out


def test_a_plot_is_a_page(here: Path) -> None:
    pytest.importorskip("plotly", reason="the extra plot is not installed")
    assert run_simulated("--trials", "12", "--plot", "r.html") == 0
    assert "plotly" in (here / "r.html").read_text()[:20_000].lower()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", FAULTS, "--injector", "smoke"], "not installed; there are http, simulated"),
        (["run", "nothing.yaml", "--injector", "simulated"], "nothing.yaml"),
        (["run", FAULTS, "--injector", "http"], "url"),
        (["run", FAULTS, "--injector", "simulated", "--option", "seed"], "NAME=VALUE"),
        (["run", FAULTS, "--injector", "simulated", "--option", "seed=x"], "seed"),
        (["run", FAULTS, "--injector", "simulated", "--surrogate", "oracle"], "surrogate.oracle"),
        (["run", FAULTS, "--injector", "simulated", "--trials", "0"], "trials"),
        (["status", "nothing"], "journal of a session"),
        (["stop", "nothing"], "journal of a session"),
        (["resume", "nothing"], "journal of a session"),
        (["recover", "nothing"], "journal of a session"),
    ],
)
def test_an_error_is_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 1
    out = capsys.readouterr()
    assert message in out.err
    assert out.err.count("\n") == 1


def test_a_journal_of_another_session_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    optimizer = tk.Optimizer(tk.Space([tk.Real("x", 0, 1)]))
    limits = tk.optimize.Limits(trials=2)
    tk.optimize.Session(
        optimizer, lambda _: 1.0, analyze=float, limits=limits, path=here / "other"
    ).run()
    for command in ("status", "resume", "recover"):
        assert run(command, "other") == 1
        assert "trainkit chaos run" in capsys.readouterr().err


def test_a_damaged_journal_says_that_a_fault_may_remain(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_simulated("--trials", "2") == 0
    capsys.readouterr()
    (here / "c").write_bytes(b"XXXX" + (here / "c").read_bytes()[4:])
    assert run("recover", "c") == 1
    assert "its first line is damaged" in capsys.readouterr().err
    (here / "c.policies").write_text("left by a kill")
    assert run("recover", "c") == 1
    told = capsys.readouterr().err
    assert told.startswith("injector: a fault may remain")
    assert "c.policies names the faults" in told


def test_a_journal_is_not_overwritten(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_simulated("--trials", "3") == 0
    assert run_simulated("--trials", "3") == 1
    assert "trainkit chaos resume c" in capsys.readouterr().err
    assert run("stop", "c") == 1
    assert "it is completed" in capsys.readouterr().err


def test_executor_names_the_injector_in_options_and_old_journals(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("run", FAULTS, "--executor", "simulated", "--journal", "c", "--trials", "3") == 0
    first, rest = (here / "c").read_bytes().split(b"\n", 1)
    header = json.loads(first[9:])
    header["about"]["executor"] = header["about"].pop("injector")
    text = json.dumps(header).encode()
    (here / "c").write_bytes(b"%08x %s\n" % (zlib.crc32(text), text) + rest)
    capsys.readouterr()
    assert run("resume", "c", "--trials", "4") == 0
    assert "4 of 4 trials" in capsys.readouterr().out


HTTP = [
    sys.executable,
    "-c",
    "import sys; from trainkit.cli import main; sys.exit(main(sys.argv[1:]))",
    "chaos",
]


def start_campaign(port: int, here: Path) -> subprocess.Popen[str]:
    """Start a campaign in another process and wait for some trials."""
    faults = here / "faults.json"
    faults.write_text(
        json.dumps(
            {
                "dimensions": [
                    {"type": "categorical", "name": "service", "choices": ["shop", "cart", "pay"]},
                    {"type": "integer", "name": "delay_ms", "low": 0, "high": 10000},
                ],
                "fixed": {"kind": "delay", "duration_ms": 20000},
            }
        )
    )
    url = f"http://127.0.0.1:{port}"
    options = [f"url={url}", f"probe={url}/shop", f"traces={url}/trace"]
    words = [word for option in options for word in ("--option", option)]
    process = subprocess.Popen(
        [
            *HTTP,
            "run",
            str(faults),
            "--injector",
            "http",
            "--trials",
            "500",
            "--journal",
            "c",
            *words,
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=here,
    )
    deadline = time.monotonic() + 30
    while len(state(port)["applied"]) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    return process


def test_an_interrupt_ends_it_after_the_trial_under_way(here: Path) -> None:
    with running() as port:
        process = start_campaign(port, here)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "completed" in out
        assert state(port)["policies"] == []


def test_another_shell_asks_it_to_stop(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running() as port:
        process = start_campaign(port, here)
        assert run("status", "c") == 0
        assert "running" in capsys.readouterr().out
        assert run("recover", "c") == 1  # not while it runs
        assert run("stop", "c") == 0
        out, _ = process.communicate(timeout=30)
        assert "completed" in out
        assert state(port)["policies"] == []


def test_recover_takes_out_what_a_kill_left(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with running() as port:
        process = start_campaign(port, here)
        deadline = time.monotonic() + 30
        while not state(port)["policies"] and time.monotonic() < deadline:
            pass
        process.kill()
        process.communicate()
        left = len(state(port)["policies"])
        assert run("status", "c") == 0
        assert "pending" in capsys.readouterr().out
        code = run("recover", "c")
        assert state(port)["policies"] == []
        printed = capsys.readouterr()
        if code:
            # The kill came before the answer: the system may know the fault by an id of its own.
            assert code == 1
            assert "a fault may remain under an id of the system's own" in printed.err
        else:
            assert "none is now" in printed.out
        assert (printed.out + printed.err).count("removed ") >= left

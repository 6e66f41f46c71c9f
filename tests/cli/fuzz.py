"""Random commands, files, environments and endings for the command line."""

import contextlib
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

__all__ = ["CODES", "Outcome", "build_command", "explain", "make_files", "run_here", "run_outside"]

CODES = {0, 1, 2, 3, 130}
"""The exit codes that `trainkit.cli.main` documents."""

_FORBIDDEN = re.compile(
    r"Traceback|Exception ignored|a fault of trainkit|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]"
    r"|terminate called|Fatal Python"
)
_LONG = 400  # characters of the longest single error line that a person reads
_PROGRAM = "import sys; from trainkit.cli import main; sys.exit(main())"

_WORDS = [
    "",
    "0",
    "-1",
    "1e400",
    "nan",
    "99999999999999999999",
    "5",
    "\x1b[31m",
    "caf\u00e9",
    "x" * 300,
]
_WORDS += [
    "\u202egnp",
    "[/bold]",
    ":smile:",
    "\udcff",
    "%s{}",
    "--",
    "-x",
    "a\nb",
    "\u00a0",
    "1_000",
]
_DAYS = ["2026-05-01", "0001-01-01", "9999-12-31", "today", "2026-13-01", "2026-W01-1", "20260501"]
_GOALS = [
    "5K in 20 minutes in 12 weeks",
    "5K in 20 minutes in 99999999999 weeks",
    "10K in 1 second on 2026-06-01",
    "marathon in 0 minutes in 0 weeks",
    "1e300 km in 5 minutes in 5 weeks",
    "half marathon on 9999-12-31",
    "10K in 50 minutes on 2026-02-30",
]
_FILES = ["h.json", "athlete.json", "plan.json", "odd", "a.zip", "deep.json", "half.json"]
_FILES += ["night.csv", "loop.json", "faults.json", "empty.json", "closed", ".", "h.json/x"]
_FILES += ["/dev/null", "gone.json", "bytes.yaml", "dates.yaml", "deep.yaml"]
_OUTPUTS = [
    "o.json",
    "o.parquet",
    "o.ics",
    "o.html",
    "gone/o.json",
    "odd",
    "loop.json",
    "/dev/full",
]
_OUTPUTS += ["o.txt", "o", "\x1b[2Jo.json", "h.json/o.json", "x" * 300 + ".json"]


class Outcome(NamedTuple):
    """How a run of the command line ended."""

    code: int
    out: str
    err: str


def make_files(folder: Path) -> None:
    """Make the files that commands may name, good and bad ones."""
    import trainkit as tk

    history = tk.simulate(days=60)
    folder.joinpath("h.json").write_text(history.model_dump_json())
    assert history.athlete is not None
    folder.joinpath("athlete.json").write_text(history.athlete.model_dump_json())
    folder.joinpath("deep.json").write_text("[" * 90_000)
    folder.joinpath("half.json").write_text(
        '[{"id":1,"start_date":"2024-01-05T06:00:00Z","moving_time":60,"resource_state":3,'
        '"distance":1,"type":"Run","name":"\\ud83d"}]'
    )
    folder.joinpath("bytes.yaml").write_bytes(b"\xff\xfe\x00\x1b[2J")
    folder.joinpath("dates.yaml").write_text("dimensions: 2026-99-99")
    folder.joinpath("deep.yaml").write_text("[" * 5_000)
    folder.joinpath("empty.json").write_bytes(b"")
    folder.joinpath("night.csv").write_text("date,hrv_rmssd,mood\n2026-05-01,52.5,5\nx,\x1b[2J,9\n")
    folder.joinpath("loop.json").symlink_to("loop.json")
    odd = folder / "odd"
    odd.mkdir()
    odd.joinpath(os.fsdecode(b"n\xff.csv")).write_text("date,mood\n2024-01-01,5\n")
    odd.joinpath("\x1b[2Jcaf\u00e9.json").write_text("zz")
    folder.joinpath("closed").mkdir(mode=0)
    faults = {
        "dimensions": [{"type": "categorical", "name": "service", "choices": ["bank", "cart"]}],
        "fixed": {"kind": "delay", "duration_ms": 2000, "delay_ms": 900},
    }
    folder.joinpath("faults.json").write_text(json.dumps(faults))


def build_command(chance: random.Random) -> list[str]:
    """Build a command of a random kind, right or wrong."""
    if chance.random() < 0.05:
        return [chance.choice([*_COMMANDS, *_WORDS, *_FILES]) for _ in range(chance.randrange(4))]
    name = chance.choice([*_COMMANDS])
    words, options = _COMMANDS[name]
    command = [*name.split(), *(_choose(chance, kind) for kind in words)]
    for option, kind in options.items():
        if chance.random() < 0.25:
            command += [option] if kind is None else [option, _choose(chance, kind)]
    if chance.random() < 0.07 and len(command) > 1:
        del command[chance.randrange(1, len(command))]
    if chance.random() < 0.07:
        command.insert(chance.randrange(len(command) + 1), chance.choice(_WORDS))
    return command


def _choose(chance: random.Random, kind: list[str]) -> str:
    """Choose a word that fits, mostly."""
    return chance.choice(kind if chance.random() < 0.93 else _WORDS)


_NUMBERS = ["5", "0", "60", "-3", "1e9", "0.5", "1e308"]
_READ = {
    "--athlete": ["athlete.json", *_FILES],
    "--date": _DAYS,
    "--timezone": ["Europe/Berlin", "X"],
}
_JSON = {"--json": None}
_AS: dict[str, list[str] | None] = {"--as": ["me", "me", "anna", *_WORDS]}
_DISTANCES = ["5k", "21.1", "half", "500", "1e300", "-5", *_WORDS]
_TIMES = ["1:45:00", "50 minutes", "99:99", "0:00", *_WORDS]
_COMMANDS: dict[str, tuple[list[list[str]], dict[str, list[str] | None]]] = {
    "import": (
        [_FILES],
        {"-o": _OUTPUTS, "--timezone": ["UTC", "../x"], "--replace": None, **_AS, **_JSON},
    ),
    "init --yes": ([], {"--sex": ["male", "x"], "--hr-max": _NUMBERS, "--source": _FILES, **_AS}),
    "init": ([], {"--birth-date": _DAYS, "--timezone": ["UTC", "../x"], **_AS}),
    "goals add": ([_GOALS], {"--priority": ["A", "z"], "--name": _WORDS, **_AS, **_JSON}),
    "goals list": ([], {"--all": None, **_AS, **_JSON}),
    "goals update": ([_WORDS], {"--time": _TIMES, "--distance": _DISTANCES, "--date": _DAYS}),
    "goals remove": ([_WORDS], _AS),
    "calendar": ([], {**_AS, **_JSON}),
    "calendar 2026-05-01": ([_DAYS], {**_AS, **_JSON}),
    "sync": ([], {"--force": None, **_AS, **_JSON}),
    "status": ([], {**_AS, **_JSON}),
    "doctor": ([], {**_AS, **_JSON}),
    "today --json": ([], {"--goal": _GOALS, "--bands": ["70/40", "1"], "--date": _DAYS, **_AS}),
    "log journal --energy": ([_NUMBERS], {"--notes": _WORDS, "--date": _DAYS, **_AS}),
    "log workout --sport": (
        [["run", "runing"], ["--minutes"], _NUMBERS],
        {"--distance": _DISTANCES, "--time": ["18:30", "x"], **_AS, **_JSON},
    ),
    "plan --seconds 0.1": (
        [],
        {
            "--goal": _GOALS,
            "--race": _DAYS,
            "--distance": _DISTANCES,
            "--time": _TIMES,
            "-o": _OUTPUTS,
            **_AS,
        },
    ),
    "week": ([], {"--start": _DAYS, "--weeks": ["1", "0", "9"], **_AS, **_JSON}),
    "facts": ([], {"--all": None, "--prompt": None, **_AS, **_JSON}),
    "chat -q": ([_WORDS], _AS),
    "--version": ([], {}),
    "-h": ([], {}),
    "today": (
        [["h.json", *_FILES]],
        {**_READ, "--goal": _GOALS, "--bands": ["70/40", "1"], "--plan": _FILES, **_JSON},
    ),
    "report": (
        [["h.json", *_FILES], ["-o"], ["o.html", *_OUTPUTS]],
        {**_READ, "--plan": _FILES, **_JSON},
    ),
    "log workout": (
        [_OUTPUTS, ["--sport"], ["running", "cycling"], ["--minutes"], _NUMBERS],
        {
            "--date": _DAYS,
            "--time": ["18:30", "25:00", "06:00+99:00"],
            "--name": _WORDS,
            "--hr-mean": _NUMBERS,
            "--distance-km": _NUMBERS,
            **_JSON,
        },
    ),
    "log health": (
        [_OUTPUTS],
        {"--hrv": _NUMBERS, "--sleep-h": _NUMBERS, "--date": _DAYS, **_JSON},
    ),
    "log journal": ([_OUTPUTS], {"--mood": _NUMBERS, "--notes": _WORDS, "--fever": None, **_JSON}),
    "plan": (
        [["--athlete"], ["athlete.json", "athlete.json", *_FILES]],
        {
            "--goal": _GOALS,
            "--race": _DAYS,
            "--distance": ["5k", "0", "1e300"],
            "--start": _DAYS,
            "--time-s": _NUMBERS,
            "--seconds": ["0.1", "0", "nan"],
            "--availability": _FILES,
            "-o": _OUTPUTS,
            **_JSON,
        },
    ),
    "check": ([_FILES, ["h.json"]], {"--athlete": _FILES, "--repair": _OUTPUTS, **_JSON}),
    "adapt": ([_FILES, ["h.json"]], {"--date": _DAYS, "--race-date": _DAYS, "-o": _OUTPUTS}),
    "chaos run": (
        [["faults.json", "faults.json", *_FILES], ["--injector"], ["simulated", "http", "none"]],
        {
            "--option": ["seed=4", "url=http://[", "probe=http://127.0.0.1:1/", "x", "seed=\x1b"],
            "--trials": ["1", "0", "-1", "2"],
            "--seconds": ["1", "nan", "-1"],
            "--surrogate": ["random", "gp", "none"],
            "--journal": ["c", "odd", "gone/c", "h.json", "/dev/full"],
            "-o": _OUTPUTS,
            **_JSON,
        },
    ),
    "chaos status": ([["c", *_FILES]], _JSON),
    "chaos resume": ([["c", *_FILES]], {"--trials": ["1", "2"], **_JSON}),
    "chaos recover": ([["c", *_FILES]], {"--patience": ["0", "-1"]}),
    "chaos stop": ([["c", *_FILES]], {}),
    "models": ([], {"--prices": _FILES, "--date": _DAYS, **_JSON}),
    "costs": (
        [[*_FILES, "sqlite:///x", "postgresql://u:p@127.0.0.1:1/"]],
        {"--first": _DAYS, **_JSON},
    ),
    "plugins": ([], {"--check": None, **_JSON}),
}


def run_here(main: Callable[[list[str]], int], command: list[str]) -> Outcome:
    """Run a command in this process, with text streams as a terminal has them."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(command)
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return Outcome(code, *texts)


def run_outside(chance: random.Random, command: list[str], folder: Path) -> Outcome:
    """Run a command in a process of its own, in a hostile environment, perhaps interrupted."""
    environment = os.environ | chance.choice(
        [
            {},
            {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            {"PYTHONIOENCODING": "ascii"},
            {"PYTHONIOENCODING": "latin-1"},
            {"COLUMNS": "1", "FORCE_COLOR": "1"},
            {"TZ": "Asia/Kathmandu", "HOME": "/nonexistent"},
        ]
    )
    words = [os.fsencode(word) if "\udcff" in word else word for word in command]
    end = chance.choice(["read", "read", "closed", "full", "interrupt", "interrupt"])
    with contextlib.ExitStack() as stack:
        out: int | io.BufferedWriter = subprocess.PIPE
        if end == "full":
            out = stack.enter_context(Path("/dev/full").open("wb"))
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *words],
            stdout=out,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
        )
        if end == "closed" and process.stdout is not None:
            process.stdout.close()
            process.stdout = None
        if end == "interrupt":
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0.15, 2.0))  # Python itself starts in the first 0.1 s
            process.send_signal(signal.SIGINT)
        said = [(text or b"").decode(errors="replace") for text in process.communicate(timeout=60)]
    if environment.get("FORCE_COLOR"):  # styles are rich's own
        said = [re.sub(r"\x1b\[[0-9;]*m", "", text) for text in said]
    code = process.returncode
    # Python has no handler in its first and last moments: the system's end is a shell's 130 too.
    return Outcome(130 if code == -signal.SIGINT else code, *said)


def explain(outcome: Outcome) -> str:
    """Explain what is wrong with an outcome; nothing if it is as documented."""
    if outcome.code not in CODES:
        return f"exit code {outcome.code}"
    if found := _FORBIDDEN.search(outcome.out + outcome.err):
        return f"it shows {found.group()!r}"
    if outcome.code in {2, 3} or (outcome.code == 1 and not outcome.out):
        lines = outcome.err.splitlines()
        if len(lines) > 1 + outcome.err.count("attempt"):
            return f"{len(lines)} lines for one error"
    if max(map(len, outcome.err.splitlines()), default=0) > _LONG + 900:
        return "an endless line"
    return ""

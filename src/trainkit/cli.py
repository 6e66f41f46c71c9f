"""The command ``trainkit``: thin, every answer comes from the library."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from trainkit._optional import require
from trainkit.errors import InvalidInput, MissingExtra, TrainkitError
from trainkit.metrics import acwr, fitness, hrv, load, power, running, sleep

if TYPE_CHECKING:
    from trainkit.models import History

__all__ = ["main"]

_SHOWN = 20  # problems that are printed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows the program's name; by default what the shell gave.

    Returns
    -------
    int
        The exit code: 0 done, 1 an error that one line explains, 2 a wrong command.
    """
    try:
        typer = require("typer", extra="cli")
        require("rich", extra="cli")
    except MissingExtra as error:
        print(error, file=sys.stderr)
        return 1
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, help="Training data into decisions, offline."
    )
    app.command(help="Today's calculators on a small simulated series.")(demo)
    app.command("import", help="Read files, folders and archives into one history.")(
        _import_command(typer)
    )
    try:
        app(args=None if arguments is None else list(arguments), standalone_mode=True)
    except SystemExit as stop:
        return int(stop.code or 0)
    except TrainkitError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _import_command(typer: Any) -> Callable[..., None]:
    def command(
        paths: Annotated[list[str], typer.Argument(help="FIT, GPX, TCX, CSV, JSON, zip, folders")],
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="history.json or history.parquet")
        ] = None,
        timezone: Annotated[
            str, typer.Option(help="zone of local times, such as Europe/Berlin")
        ] = "UTC",
    ) -> None:
        import_files(paths, output, timezone)

    return command


def import_files(paths: Sequence[str], output: Path | None, timezone: str) -> None:
    """Read paths, show what was found, and write it.

    Parameters
    ----------
    paths : sequence of str
        Files, folders and archives.
    output : Path or None
        Where the history goes; its ending says how.
    timezone : str
        IANA name.
    """
    from rich.console import Console
    from rich.progress import Progress

    from trainkit import io

    writers = {".json": io.write_json, ".parquet": io.write_parquet}
    if output is not None and output.suffix not in writers:
        raise InvalidInput("output", str(output), "a file ending in .json or .parquet")
    if output is not None and not output.parent.is_dir():
        raise InvalidInput("output", str(output), "a file in a folder that exists")
    console = Console()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        history = io.read(
            paths,
            timezone=timezone,
            progress=lambda done, total, _: bar.update(task, completed=done, total=total),
        )
    for line in _findings(history):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    if output is not None:
        output.write_bytes(writers[output.suffix](history))
        console.print(f"written to {output}", highlight=False, markup=False)


def _findings(history: "History") -> Iterator[str]:
    """Say what a history holds, and its first problems."""
    merged = sum(bool(one.originals) for one in history.activities)
    span = "" if history.span is None else f", {history.span[0]} to {history.span[1]}"
    yield (
        f"{len(history.activities)} activities ({merged} of them from several recordings), "
        f"{len(history.days)} days of health data{span}"
    )
    if history.problems:
        yield f"{len(history.problems)} problems:"
    for one in history.problems[:_SHOWN]:
        at = "" if one.offset is None else f" at byte {one.offset}"
        yield f"  {one.severity}: {one.path}{at}: {one.message}"
    if len(history.problems) > _SHOWN:
        yield f"  and {len(history.problems) - _SHOWN} more, all of them in the written history"


def demo() -> None:
    """Print each calculator's answer for one simulated athlete."""
    from rich.console import Console
    from rich.table import Table

    table = Table("number", "value", "from", title="trainkit on a simulated athlete (seed 0)")
    for row in _answers():
        table.add_row(*row)
    Console().print(table)


def _answers() -> list[tuple[str, str, str]]:
    random = np.random.default_rng(0)
    days = 120
    week = np.array([0, 60, 90, 40, 100, 0, 140.0])
    loads = np.resize(week, days) * np.linspace(0.7, 1.1, days) * random.uniform(0.85, 1.15, days)
    ctl, atl, tsb = fitness.performance_chart(loads)
    ln_rmssd = random.normal(4.1, 0.1, days)
    band = hrv.baseline(ln_rmssd)
    rr = 900 + np.cumsum(random.normal(0, 12, 400)) * 0.3 + random.normal(0, 25, 400)
    ride = np.repeat([180.0, 260.0, 180.0], 1200)
    v = running.vdot(10_000, 45 * 60)
    paces = running.training_paces(v)
    t_minutes, t_seconds = divmod(round(float(paces.T)), 60)
    range_60 = f"{band.low[-1]:.2f} to {band.high[-1]:.2f}"
    form = f"{ctl[-1]:.0f}, {atl[-1]:.0f}, {tsb[-1]:+.0f}"
    trimp = load.banister_trimp(45, 152, hr_rest=48, hr_max=188)
    return [
        ("load of a run", f"{trimp:.1f} au", "45 min at 152 bpm"),
        ("ACWR", f"{acwr.acwr(loads)[-1]:.2f}", "exponential, 7 and 28 days"),
        ("fitness, fatigue, form", form, f"{days} days of load"),
        ("RMSSD", f"{hrv.rmssd(rr):.1f} ms", f"{len(rr)} beats"),
        ("lnRMSSD, 7 days", f"{band.mean[-1]:.2f}", f"normal range {range_60}"),
        ("sleep efficiency", f"{sleep.efficiency(7.2, 8.0):.0f} %", "7.2 h asleep in 8 h"),
        ("normalized power", f"{power.normalized_power(ride):.0f} W", "1 h: 180, 260, 180 W"),
        ("VDOT", f"{v:.1f}", "10 km in 45:00"),
        ("threshold pace", f"{t_minutes}:{t_seconds:02} /km", f"VDOT {v:.1f}"),
        ("marathon", _clock(running.race_time(v, 42_195)), f"VDOT {v:.1f}"),
    ]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"

"""``trainkit chaos``: search for the fault that hurts a system most."""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, cast

from trainkit.chaos import (
    Campaign,
    CampaignReport,
    CampaignSettings,
    describe_point,
    read_settings_dict,
    recover,
    rollback_path,
)
from trainkit.cli._commands import HELP
from trainkit.cli._injector import describe_injector, open_injector, parse_options
from trainkit.cli._inputs import write_file
from trainkit.cli._streams import make_console, say, say_json
from trainkit.errors import BackendError, InvalidInput
from trainkit.optimize import Limits, SessionStatus, StoredSession, TrialRecord
from trainkit.plugins import Registry
from trainkit.ports import Surrogate

__all__ = ["add"]

_SHOWN = 12  # trials in the live table
_BUILT_IN = {"gp", "random"}
_AGAIN = "NAME=VALUE that the journal does not keep, because it may be a secret"


def add(app: Any, typer: Any) -> None:
    """Add the commands."""
    chaos = typer.Typer(no_args_is_help=True, help=HELP["chaos"])
    app.add_typer(chaos, name="chaos")
    for command in (_add_run, _add_resume, _add_status, _add_stop, _add_recover):
        command(chaos, typer)


def _add_run(app: Any, typer: Any) -> None:
    @app.command(help="Run a campaign and remove every fault afterwards.")  # type: ignore[untyped-decorator]
    def run(
        space: Annotated[Path, typer.Argument(help="YAML or JSON file of faults and settings")],
        injector: Annotated[
            str,
            typer.Option("--injector", "--executor", help="fault injector: simulated, http, ..."),
        ],
        option: Annotated[
            list[str] | None,
            typer.Option("--option", help="NAME=VALUE, or NAME=secret:NAME of a secret"),
        ] = None,
        trials: Annotated[int, typer.Option(help="number of trials")] = 60,
        seconds: Annotated[float | None, typer.Option(help="time limit in seconds")] = None,
        without_improvement: Annotated[
            int | None, typer.Option(help="stop after this many trials without a worse fault")
        ] = None,
        seed: Annotated[int, typer.Option(help="the same seed makes the same proposals")] = 0,
        surrogate: Annotated[str, typer.Option(help="gp, random, forest or skopt")] = "gp",
        journal: Annotated[
            Path | None, typer.Option(help="journal of the campaign; default: FILE.campaign")
        ] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="write report.json")
        ] = None,
        plot: Annotated[Path | None, typer.Option(help="write report.html")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        path = journal or Path(f"{space.stem}.campaign")
        if path.exists():
            allowed = f"a new file; to continue it: trainkit chaos resume {path}"
            raise InvalidInput("--journal", str(path), allowed)
        options = parse_options(option or ())
        about: dict[str, object] = {
            "settings": read_settings_dict(space),
            **describe_injector(injector, options),
            "surrogate": surrogate,
            "seed": seed,
        }
        limits = Limits(trials=trials, seconds=seconds, without_improvement=without_improvement)
        _output(_run_campaign(path, about, options, limits), output, plot, as_json=as_json)


def _add_resume(app: Any, typer: Any) -> None:
    @app.command(help="Continue a campaign that was stopped or killed.")  # type: ignore[untyped-decorator]
    def resume(
        journal: Annotated[Path, typer.Argument(help="journal of the campaign")],
        trials: Annotated[
            int | None, typer.Option(help="number of trials, including earlier ones")
        ] = None,
        option: Annotated[list[str] | None, typer.Option("--option", help=_AGAIN)] = None,
        output: Annotated[
            Path | None, typer.Option("--output", "-o", help="write report.json")
        ] = None,
        plot: Annotated[Path | None, typer.Option(help="write report.html")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        stored = StoredSession(journal)
        limits = stored.limits
        if trials is not None:
            limits = limits.model_copy(update={"trials": trials})
        options = parse_options(option or ())
        report = _run_campaign(journal, _require_notes(stored), options, limits)
        _output(report, output, plot, as_json=as_json)


def _add_status(app: Any, typer: Any) -> None:
    @app.command(help="Show the progress and findings of a campaign, from any shell.")  # type: ignore[untyped-decorator]
    def status(
        journal: Annotated[Path, typer.Argument(help="journal of the campaign")],
        plot: Annotated[Path | None, typer.Option(help="write report.html")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        stored = StoredSession(journal)
        settings = CampaignSettings.from_dict(_require_notes(stored)["settings"])
        report = CampaignReport.from_trials(stored.trials, stored.status, settings)
        _output(report, None, plot, as_json=as_json)


def _add_stop(app: Any, typer: Any) -> None:
    @app.command(help="Stop a campaign after its running trial.")  # type: ignore[untyped-decorator]
    def stop(journal: Annotated[Path, typer.Argument(help="journal of the campaign")]) -> None:
        stored = StoredSession(journal)
        state = stored.status.state
        if state not in {"running", "stopping"}:
            allowed = f"the journal of a running campaign; it is {state}"
            raise InvalidInput("journal", str(journal), allowed)
        stored.request_stop()
        say("the campaign will stop after its running trial")


def _add_recover(app: Any, typer: Any) -> None:
    @app.command("recover", help="Remove the faults that a killed campaign left behind.")  # type: ignore[untyped-decorator]
    def command(
        journal: Annotated[Path, typer.Argument(help="journal of the campaign")],
        patience: Annotated[float, typer.Option(help="seconds to keep trying")] = 60.0,
        option: Annotated[list[str] | None, typer.Option("--option", help=_AGAIN)] = None,
    ) -> None:
        about = _notes_of_faults(journal)
        with open_injector(about, parse_options(option or ())) as injector:
            removed = recover(journal, injector, patience_s=patience)
        for policy in removed:
            say(f"removed {policy}")
        say(f"{len(removed)} faults were left behind; none is now")


def _run_campaign(
    path: Path, about: Mapping[str, object], options: Mapping[str, str], limits: Limits
) -> CampaignReport:
    """Run a campaign with a live table; the first interrupt stops it after the running trial."""
    with open_injector(about, options) as injector, _live_table(limits) as show:
        campaign = Campaign(
            CampaignSettings.from_dict(about["settings"]),
            injector,
            path=path,
            seed=int(str(about["seed"])),
            surrogate=_make_surrogate(str(about["surrogate"])),
            about=about,
            limits=limits,
            on_trial=lambda record: show(record, campaign.status),
        )
        with _stop_on_interrupt(campaign):
            return campaign.run()


def _make_surrogate(name: str) -> str | Surrogate:
    return name if name in _BUILT_IN else cast("Surrogate", Registry().make("surrogate", name))


def _require_notes(stored: StoredSession) -> Mapping[str, object]:
    """Return the definition of a campaign from its journal."""
    if "settings" not in stored.about:
        raise InvalidInput("journal", str(stored.path), "that of `trainkit chaos run`")
    return stored.about


def _notes_of_faults(journal: Path) -> Mapping[str, object]:
    """Return the definition of a campaign; without it say what may still be active."""
    try:
        return _require_notes(StoredSession(journal))
    except InvalidInput as error:
        faults = rollback_path(journal)
        if not faults.exists():
            raise
        message = (
            f"a fault may remain: {error}, so the system is not known; {faults} names the faults: "
            "remove them there, then delete it"
        )
        raise BackendError("injector", message) from error


@contextmanager
def _stop_on_interrupt(campaign: Campaign) -> Iterator[None]:
    """Stop after the running trial at the first SIGINT or SIGTERM, immediately at the second."""

    def stop(number: int, _: object) -> None:
        campaign.stop()
        signal.signal(number, previous[signal.Signals(number)])

    previous = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in previous:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


@contextmanager
def _live_table(limits: Limits) -> Iterator[Callable[[TrialRecord, SessionStatus], None]]:
    """Show a live table of the last trials on an interactive standard error."""
    from rich.live import Live

    console = make_console(stderr=True)
    if not console.is_terminal:
        yield lambda _record, _status: None
        return
    records: list[TrialRecord] = []
    with Live(console=console, transient=True) as live:

        def show(record: TrialRecord, status: SessionStatus) -> None:
            records.append(record)
            live.update(_build_table(records[-_SHOWN:], status, limits))

        yield show


def _build_table(records: Sequence[TrialRecord], status: SessionStatus, limits: Limits) -> Any:
    from rich.table import Table

    left = "" if status.remaining_s is None else f", about {status.remaining_s:.0f} s left"
    table = Table(title=f"{status.done} of {limits.trials} trials{left}")
    table.add_column("trial", justify="right")
    table.add_column("severity", justify="right")
    table.add_column("fault")
    best = status.best.number if status.best is not None else 0
    for record in records:
        severity = record.error if record.score is None else f"{record.score:.2f}"
        style = "bold" if record.number == best else ""
        table.add_row(str(record.number), severity, describe_point(record.point), style=style)
    return table


def _output(
    report: CampaignReport, output: Path | None, plot: Path | None, *, as_json: bool
) -> None:
    """Print a report, and write the files that were asked for."""
    if as_json:
        say_json(report.model_dump_json(indent=2))
    else:
        say(report)
    if output is not None:
        write_file(output, report.model_dump_json(indent=2).encode())
    if plot is not None:
        from trainkit import plots

        write_file(plot, plots.campaign(report).to_html(include_plotlyjs=True).encode())

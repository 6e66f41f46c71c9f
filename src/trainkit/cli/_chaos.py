"""``trainkit chaos``: the search for the fault that hurts a system most, watched and resumed."""

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, cast

from trainkit.chaos import (
    Campaign,
    CampaignReport,
    CampaignSettings,
    in_words,
    read_plain,
    recover,
)
from trainkit.cli._inputs import written
from trainkit.errors import InvalidInput
from trainkit.optimize import (
    Limits,
    SessionStatus,
    TrialRecord,
    stored_about,
    stored_status,
    stored_trials,
    want_stop,
)
from trainkit.plugins import Registry
from trainkit.ports import FaultInjector, Surrogate

__all__ = ["add"]

_SHOWN = 12
_OWN = {"gp", "random"}


def add(app: Any, typer: Any) -> None:
    """Add the commands."""
    chaos = typer.Typer(no_args_is_help=True, help="Find the fault that hurts a system most.")
    app.add_typer(chaos, name="chaos")
    for command in (_add_run, _add_resume, _add_status, _add_stop, _add_recover):
        command(chaos, typer)


def _add_run(app: Any, typer: Any) -> None:
    @app.command(help="Search, and take every fault out again.")  # type: ignore[untyped-decorator]
    def run(
        space: Annotated[Path, typer.Argument(help="YAML or JSON of faults, limits and settings")],
        injector: Annotated[str, typer.Option(help="what applies faults: simulated, http, ...")],
        option: Annotated[
            list[str] | None, typer.Option("--option", help="NAME=VALUE for the fault injector")
        ] = None,
        trials: Annotated[int, typer.Option(help="how many trials")] = 60,
        seconds: Annotated[float | None, typer.Option(help="how long at most")] = None,
        without_improvement: Annotated[
            int | None, typer.Option(help="stop after so many trials without a worse fault")
        ] = None,
        seed: Annotated[int, typer.Option(help="the same seed, the same proposals")] = 0,
        surrogate: Annotated[str, typer.Option(help="gp, random, forest or skopt")] = "gp",
        journal: Annotated[Path | None, typer.Option(help="where the campaign is kept")] = None,
        output: Annotated[Path | None, typer.Option("--output", "-o", help="report.json")] = None,
        plot: Annotated[Path | None, typer.Option(help="report.html")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        path = journal or Path(f"{space.stem}.campaign")
        if path.exists():
            raise InvalidInput("journal", str(path), f"new; or: trainkit chaos resume {path}")
        about: dict[str, object] = {
            "settings": read_plain(space),
            "injector": injector,
            "options": _options(option or ()),
            "surrogate": surrogate,
            "seed": seed,
        }
        limits = Limits(trials=trials, seconds=seconds, without_improvement=without_improvement)
        _out(_searched(path, about, limits), output, plot, as_json=as_json)


def _add_resume(app: Any, typer: Any) -> None:
    @app.command(help="Go on with a campaign that was stopped or killed.")  # type: ignore[untyped-decorator]
    def resume(
        journal: Annotated[Path, typer.Argument(help="the campaign's journal")],
        trials: Annotated[int | None, typer.Option(help="how many trials in all")] = None,
        output: Annotated[Path | None, typer.Option("--output", "-o", help="report.json")] = None,
        plot: Annotated[Path | None, typer.Option(help="report.html")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        limits = stored_status(journal).limits
        if trials is not None:
            limits = limits.model_copy(update={"trials": trials})
        report = _searched(journal, _kept(journal), limits)
        _out(report, output, plot, as_json=as_json)


def _add_status(app: Any, typer: Any) -> None:
    @app.command(help="How a campaign is doing, in whatever process.")  # type: ignore[untyped-decorator]
    def status(
        journal: Annotated[Path, typer.Argument(help="the campaign's journal")],
        plot: Annotated[Path | None, typer.Option(help="report.html")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        settings = CampaignSettings.from_plain(_kept(journal)["settings"])
        trials, now = stored_trials(journal), stored_status(journal)
        _out(CampaignReport.of(trials, now, settings), None, plot, as_json=as_json)


def _add_stop(app: Any, typer: Any) -> None:
    @app.command(help="Let a campaign end after the trial under way.")  # type: ignore[untyped-decorator]
    def stop(journal: Annotated[Path, typer.Argument(help="the campaign's journal")]) -> None:
        now = stored_status(journal)
        if now.state not in {"running", "stopping"}:
            raise InvalidInput(
                "journal", str(journal), f"of a campaign that runs; it is {now.state}"
            )
        want_stop(journal)
        print("it will end after the trial under way")


def _add_recover(app: Any, typer: Any) -> None:
    @app.command("recover", help="Take out the faults that a killed campaign left behind.")  # type: ignore[untyped-decorator]
    def take_out(
        journal: Annotated[Path, typer.Argument(help="the campaign's journal")],
        patience: Annotated[float, typer.Option(help="seconds to keep trying")] = 60.0,
    ) -> None:
        with _injector(_kept(journal)) as injector:
            removed = recover(journal, injector, patience_s=patience)
        for one in removed:
            print(f"removed {one}")
        print(f"{len(removed)} faults were left behind; none is now")


def _searched(path: Path, about: Mapping[str, object], limits: Limits) -> CampaignReport:
    """Run a campaign, watched; the first interrupt stops it after the trial under way."""
    with _injector(about) as injector, _watched(limits) as shown:
        campaign = Campaign(
            CampaignSettings.from_plain(about["settings"]),
            injector,
            path=path,
            seed=int(str(about["seed"])),
            surrogate=_surrogate(str(about["surrogate"])),
            about=about,
            limits=limits,
            on_trial=lambda record: shown(record, campaign.status),
        )
        with _interrupts(campaign):
            return campaign.run()


@contextmanager
def _injector(about: Mapping[str, object]) -> Iterator[FaultInjector]:
    """The fault injector of a campaign, closed in the end if it can be."""
    options = about["options"]
    given = options if isinstance(options, Mapping) else {}
    made = Registry().make("fault_injector", str(about["injector"]), given)
    try:
        yield cast("FaultInjector", made)
    finally:
        close = getattr(made, "close", None)
        if close is not None:
            close()


def _surrogate(name: str) -> str | Surrogate:
    return name if name in _OWN else cast("Surrogate", Registry().make("surrogate", name))


def _kept(journal: Path) -> Mapping[str, object]:
    """What a campaign was made from, out of its journal."""
    about = stored_about(journal)
    if "settings" not in about:
        raise InvalidInput("journal", str(journal), "that of `trainkit chaos run`")
    return about


def _options(given: Sequence[str]) -> dict[str, str]:
    """Options of a fault injector from ``NAME=VALUE``."""
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise InvalidInput("option", one, "NAME=VALUE")
        found[name] = value
    return found


@contextmanager
def _interrupts(campaign: Campaign) -> Iterator[None]:
    """End after the trial under way at the first SIGINT or SIGTERM; at the second, at once."""

    def stop(number: int, _: object) -> None:
        campaign.stop()
        signal.signal(number, kept[signal.Signals(number)])

    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in kept:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, before in kept.items():
            signal.signal(number, before)


@contextmanager
def _watched(limits: Limits) -> Iterator[Callable[[TrialRecord, SessionStatus], None]]:
    """A live table of the last trials on standard error, where somebody watches."""
    from rich.console import Console
    from rich.live import Live

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _record, _status: None
        return
    last: list[TrialRecord] = []
    with Live(console=console, transient=True) as live:

        def show(record: TrialRecord, status: SessionStatus) -> None:
            last.append(record)
            live.update(_table(last[-_SHOWN:], status, limits))

        yield show


def _table(records: Sequence[TrialRecord], status: SessionStatus, limits: Limits) -> Any:
    from rich.table import Table

    left = "" if status.remaining is None else f", about {status.remaining:.0f} s left"
    table = Table(title=f"{status.done} of {limits.trials} trials{left}")
    table.add_column("trial", justify="right")
    table.add_column("severity", justify="right")
    table.add_column("fault")
    best = status.best.number if status.best is not None else 0
    for one in records:
        severity = one.error if one.score is None else f"{one.score:.2f}"
        style = "bold" if one.number == best else ""
        table.add_row(str(one.number), severity, in_words(one.point), style=style)
    return table


def _out(report: CampaignReport, output: Path | None, plot: Path | None, *, as_json: bool) -> None:
    """Print a report, and write it where it is wanted."""
    print(report.model_dump_json(indent=2) if as_json else report)
    if output is not None:
        written(output, report.model_dump_json(indent=2).encode())
    if plot is not None:
        from trainkit import plots

        written(plot, plots.campaign(report).to_html(include_plotlyjs=True).encode())

"""``trainkit doctor``: check settings, store, sources and plugins, and say what to do."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from trainkit.cli import _home
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import Known, add_as, open_home
from trainkit.cli._status import describe_sync
from trainkit.cli._streams import say_json, say_text
from trainkit.errors import TrainkitError

if TYPE_CHECKING:
    from trainkit.records import SourceSync

__all__ = ["add"]

_LEAST_FREE_B = 5e6
_OLD_DAYS = 2  # an assessment needs newer data than this


class Finding(NamedTuple):
    """One thing that was checked.

    Parameters
    ----------
    what : str
        Its name.
    level : {"ok", "advice", "wrong"}
        Wrong is what keeps a command from working.
    message : str
        What was found, and what to do.
    """

    what: str
    level: str
    message: str


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["doctor"])  # type: ignore[untyped-decorator]
    def doctor(
        asked: Annotated[str | None, add_as(typer)] = None,
        as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
    ) -> None:
        found = [*_check_home(asked), *_check_plugins()]
        if as_json:
            say_json(json.dumps([finding._asdict() for finding in found], indent=2))
        else:
            for finding in found:
                say_text(f"{finding.level:6}  {finding.what}: {finding.message}")
        if any(finding.level == "wrong" for finding in found):
            raise SystemExit(1)


def _check_home(asked: str | None) -> Iterator[Finding]:
    """Check from the settings to the data, and stop where nothing further can be read."""
    try:
        home = _home.read_home()
        person = home.person(asked)
    except TrainkitError as error:
        yield Finding("settings", "wrong", str(error))
        return
    yield Finding("settings", "ok", str(home.file))
    if not os.access(home.folder, os.W_OK):
        yield Finding("folder", "wrong", f"{home.folder} cannot be written")
    elif (free := shutil.disk_usage(home.folder).free) < _LEAST_FREE_B:
        message = f"{free / 1e6:.0f} MB are free at {home.folder}: nothing can be stored; make room"
        yield Finding("folder", "wrong", message)
    wrong: list[str] = []
    lasts: list[SourceSync] = []
    try:
        with open_home(asked) as (kit, known):
            yield Finding("store", "ok", home.store)
            yield from _check_athlete(home, person, known)
            yield from _check_data(person, known)
            wrong, lasts = kit.check_sources(), kit.last_syncs()
    except (TrainkitError, OSError) as error:
        yield Finding("store", "wrong", str(error))
    yield from _check_sources(person, wrong, lasts)
    if "sqlite" in home.store and not os.environ.get("TRAINKIT_KEY"):
        yield Finding(
            "key",
            "advice",
            "TRAINKIT_KEY is not set: the store is not encrypted, and a login cannot be kept",
        )


def _check_athlete(home: _home.Home, person: _home.Person, known: Known) -> Iterator[Finding]:
    missing = [words for field, words in _home.NEEDED.items() if field not in person.known]
    if missing and known.history.athlete is None:
        message = f"assumed are {', '.join(missing)}; write what is true into {home.file}"
        yield Finding("athlete", "advice", message)
    else:
        yield Finding("athlete", "ok", f"{known.athlete.sex}, {known.athlete.timezone}")


def _check_data(person: _home.Person, known: Known) -> Iterator[Finding]:
    if known.history.span is None:
        first = "trainkit sync" if person.sources else "trainkit import FOLDER"
        yield Finding("data", "advice", f"none yet; {first}, or trainkit log")
        return
    age = (known.today - known.history.span[1]).days
    old = "of today" if age <= 0 else f"{age} {'day' if age == 1 else 'days'} old"
    text = f"{len(known.history.activities)} activities, the newest data are {old}"
    level, more = ("ok", "") if age <= _OLD_DAYS else ("advice", "; trainkit sync, or import")
    yield Finding("data", level, text + more)


def _check_sources(
    person: _home.Person, wrong: Sequence[str], lasts: "Sequence[SourceSync]"
) -> Iterator[Finding]:
    """Say of each source whether it is there; its options may hold a key, and are not shown."""
    if not person.sources:
        yield Finding("sources", "advice", "none; name a folder there, and trainkit sync reads it")
    count = len(person.sources)
    parts = zip_longest(person.sources, wrong[:count], lasts[:count])
    for source, problem, last in parts:
        path = _home.source_path(source)
        name = str(source.get("name", "")) if isinstance(source, Mapping) else source
        if path is not None and not Path(path).exists():
            yield Finding("source", "wrong", f"{path} does not exist")
        elif problem:
            yield Finding("source", "wrong", f"{name}: {problem.removeprefix(f'source.{name}: ')}")
        elif last is not None and last.error:
            yield Finding("source", "wrong", f"synced {describe_sync(last)}")
        elif last is not None and last.synced_at is None:
            yield Finding("source", "advice", f"{name} was never synced; trainkit sync")
        else:
            yield Finding("source", "ok", name if last is None else f"{name}, synced {last.age}")


def _check_plugins() -> Iterator[Finding]:
    from trainkit.plugins import Registry

    registry = Registry()
    registry.check()
    own = {name: error for name, error in registry.errors.items() if "@trainkit" not in name}
    for name, error in own.items():
        yield Finding(name, "wrong", " ".join(str(error).split()))
    if not own:
        yield Finding("plugins", "ok", f"{len(registry.installed())} can be loaded")
    optional = {"plotly": "plot", "cryptography": "crypto", "pyarrow": "parquet"}
    for package, extra in optional.items():
        if find_spec(package) is None:
            message = f'not installed; python -m pip install "trainkit[{extra}]"'
            yield Finding(package, "advice", message)

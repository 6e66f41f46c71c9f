"""``trainkit init``: a few questions, one file of settings, one store."""

import datetime as dt
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from trainkit import _files
from trainkit.cli._commands import HELP
from trainkit.cli._home import NEEDED, VARIABLE, Home, find_folder, guess_athlete, open_kit
from trainkit.cli._settings_text import write_person, write_settings
from trainkit.cli._streams import complain, say_piece, say_row, say_text
from trainkit.errors import InvalidInput
from trainkit.models.units import time_zone
from trainkit.ports.store import check_name

__all__ = ["add"]


class _Question(NamedTuple):
    field: str
    why: str
    prompt: str
    convert: Callable[[str], object]


_QUESTIONS = (
    _Question(
        "sex", "Formulas for training load differ for women and men.", "female or male", str.lower
    ),
    _Question(
        "birth_date",
        "Your age tells what is usual where nothing is measured.",
        "date of birth, such as 1990-05-14",
        str,
    ),
    _Question(
        "hr_rest",
        "Load and recovery compare your heart rate with its lowest and its highest.",
        "resting heart rate, bpm",
        float,
    ),
    _Question(
        "hr_max",
        "The highest that you have seen in a hard race; without it, 208 - 0.7 x age is assumed.",
        "maximum heart rate, bpm",
        float,
    ),
    _Question("timezone", "The zone decides which day a session belongs to.", "time zone", str),
)
_SOURCE_WHY = (
    "trainkit sync reads a folder: exports of Garmin, Strava or Apple, FIT, GPX or TCX files."
)


def add(app: Any, typer: Any) -> None:
    """Add the command."""

    @app.command(help=HELP["init"])  # type: ignore[untyped-decorator]
    def init(
        yes: Annotated[bool, typer.Option("--yes", "-y", help="ask nothing")] = False,
        athlete: Annotated[
            str | None, typer.Option("--as", metavar="NAME", help="the athlete's name here")
        ] = None,
        sex: Annotated[str | None, typer.Option(help="female or male")] = None,
        birth_date: Annotated[str | None, typer.Option(help="such as 1990-05-14")] = None,
        hr_rest: Annotated[float | None, typer.Option(help="resting heart rate, bpm")] = None,
        hr_max: Annotated[float | None, typer.Option(help="maximum heart rate, bpm")] = None,
        timezone: Annotated[str | None, typer.Option(help="such as Europe/Berlin")] = None,
        name: Annotated[str | None, typer.Option(help="the athlete's name in reports")] = None,
        source: Annotated[
            list[str] | None, typer.Option(help="a folder that `trainkit sync` reads; repeatable")
        ] = None,
    ) -> None:
        given = {
            "sex": sex,
            "birth_date": birth_date,
            "hr_rest": hr_rest,
            "hr_max": hr_max,
            "timezone": timezone,
            "name": name,
        }
        known = {field: value for field, value in given.items() if value is not None}
        home = Home(find_folder())
        key = check_name("--as", athlete or (home.settings.athlete if home.exists else "me"))
        if home.exists and key in home.settings.athletes:
            _keep(home, key, changes=bool(known or source))
            return
        _check(known)
        if not yes:
            _ask_all(known)
            source = source or _ask_source()
        known.setdefault("timezone", _find_zone())
        usual = _check(known)
        folders = [str(Path(folder).expanduser().absolute()) for folder in source or ()]
        _write(home, key, write_person(key, known, usual, folders))
        with open_kit(home, key, writing=True) as kit:
            kit.history()  # makes the store
        _report(home, key, known)


def _keep(home: Home, key: str, *, changes: bool) -> None:
    """Leave settings as they are: people edit them."""
    if changes:
        allowed = f"a new name; edit {home.file} to change what it says"
        raise InvalidInput("--as", key, allowed)
    with open_kit(home, key, writing=True) as kit:
        kit.history()
    say_text(f"{key} is set up already in {home.file}; nothing has changed.")


def _check(known: dict[str, Any]) -> Any:
    """Check the answers, and return the athlete that they make."""
    zone = time_zone(str(known.get("timezone", "UTC")), argument="timezone")
    return guess_athlete(known, dt.datetime.now(zone).date())


def _ask_all(known: dict[str, Any]) -> None:
    say_text("A few questions; an empty answer takes what stands in brackets.\n")
    for question in _QUESTIONS:
        if question.field in known:
            continue
        usual = _find_zone() if question.field == "timezone" else None
        say_text(question.why)
        answer = _ask(question, usual or getattr(_check(known), question.field), known)
        if answer is not None:
            known[question.field] = answer


def _ask(question: _Question, usual: object, known: dict[str, Any]) -> object | None:
    """Ask until the answer can be; None where there is none."""
    while True:
        shown = f"{usual:g}" if isinstance(usual, float) else str(usual)
        text = _read_answer(f"  {question.prompt} [{shown}]: ")
        if not text:
            return None
        try:
            answer = question.convert(text)
            _check({**known, question.field: answer})
        except InvalidInput as error:
            complain(error)
        except ValueError:
            complain(f"{text!r} is no number")
        else:
            return answer


def _ask_source() -> list[str]:
    say_text(_SOURCE_WHY)
    while folder := _read_answer("  folder [none]: "):
        if Path(folder).expanduser().exists():
            return [folder]
        complain(f"there is no {folder}")
    return []


def _read_answer(prompt: str) -> str:
    say_piece(prompt)
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not sys.stdin or not sys.stdin.isatty():
        say_text("")  # nobody pressed the key that ends the line
    return line.strip()


def _find_zone() -> str:
    """Find the machine's time zone; UTC where it does not say."""
    named = [os.environ.get("TZ", "").removeprefix(":")]
    for candidate in (*named, *_linked_zone()):
        try:
            time_zone(candidate, argument="timezone")
        except InvalidInput:
            continue
        return candidate
    return "UTC"


def _linked_zone() -> Iterable[str]:
    target = os.path.realpath("/etc/localtime")
    if "zoneinfo/" in target:
        yield target.partition("zoneinfo/")[2]


def _write(home: Home, key: str, text: str) -> None:
    """Write a new file of settings, or add the athlete to the one that is there."""
    try:
        home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = home.file.read_text(encoding="utf-8") if home.exists else write_settings(key)
        _files.write_file(home.file, (before.rstrip("\n") + "\n" + text).encode())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        allowed = f"a folder that can be written ({reason})"
        raise InvalidInput(VARIABLE, str(home.folder), allowed) from None
    vars(home).pop("settings", None)


def _report(home: Home, key: str, known: dict[str, Any]) -> None:
    say_text("")
    say_row("Settings:", home.file)  # a path stays whole, to be copied
    say_row("Store:   ", home.store)
    if assumed := [words for field, words in NEEDED.items() if field not in known]:
        say_text(f"Assumed until you say it in the settings: {', '.join(assumed)}.")
    who = "" if home.settings.athlete == key else f" --as {shlex.quote(key)}"
    say_text(
        f"\nNext: trainkit import FOLDER{who}    reads what your devices and platforms exported\n"
        f"      trainkit log journal{who} --energy 60    enters how you feel\n"
        f"      trainkit today{who}    decides the day"
    )

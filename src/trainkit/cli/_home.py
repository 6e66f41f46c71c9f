"""The home of trainkit on this machine: a folder with one file of settings and one store.

The folder is the one that ``TRAINKIT_HOME`` names, else trainkit's own in the place that the
platform has for settings.
"""

import datetime as dt
import os
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field

from trainkit.cli._secrets import HomeSecrets
from trainkit.errors import InvalidInput, TrainkitError
from trainkit.models._usual import usual_hr_max
from trainkit.models.athlete import Athlete, ThresholdSpeed
from trainkit.models.goal import Availability
from trainkit.models.model import Model
from trainkit.models.units import Day, HeartRate, Hours, Mass, Power, time_zone

if TYPE_CHECKING:  # it imports the engines, and settings need none
    from trainkit.kit import Kit

__all__ = [
    "NEEDED",
    "VARIABLE",
    "Home",
    "Person",
    "current_time",
    "find_folder",
    "guess_athlete",
    "local_time",
    "open_kit",
    "read_clock",
    "read_home",
    "source_path",
]

VARIABLE = "TRAINKIT_HOME"
_SETTINGS, _STORE = "config.toml", "trainkit.db"
_GUESSED_AGE, _GUESSED_HR_REST = 40, 60

NEEDED = {
    "sex": "sex",
    "birth_date": "date of birth",
    "hr_rest": "resting heart rate",
    "hr_max": "maximum heart rate",
}
"""What an athlete needs, in words; the rest is optional."""


def _check_zone(name: str) -> str:
    time_zone(name)
    return name


class Person(Model):
    """What the settings say about one athlete; what they leave out comes from the data.

    Parameters
    ----------
    sources : tuple of str or mapping
        What ``trainkit sync`` reads: folders, addresses, names of adapters, or their options.
    source_order : tuple of str
        Names of sources of data, the best first: where several know a field, the first one counts.
    availability : Availability, optional
        The time for training.
    notify : tuple of str or mapping
        Who is told without asking: names of notifiers, or their options.
    others
        As in `Athlete`.
    """

    sex: Literal["female", "male"] | None = None
    birth_date: Day | None = None
    hr_rest: HeartRate | None = None
    hr_max: HeartRate | None = None
    hr_threshold: HeartRate | None = None
    ftp_w: Power | None = None
    threshold_speed_m_s: ThresholdSpeed | None = None
    mass_kg: Mass | None = None
    timezone: Annotated[str, AfterValidator(_check_zone)] | None = None
    risk_style: Literal["conservative", "balanced", "adaptive", "aggressive"] | None = None
    sleep_need_h: Hours | None = None
    name: str | None = None
    sources: tuple[str | Mapping[str, Any], ...] = ()
    source_order: tuple[str, ...] = ()
    availability: Availability | None = None
    notify: tuple[str | Mapping[str, Any], ...] = ()

    @property
    def known(self) -> dict[str, object]:
        """The fields of an `Athlete` that the settings name."""
        left_out = {"sources", "source_order", "availability", "notify"}
        fields = self.model_dump(exclude=left_out, exclude_none=True)
        return dict(fields)


class Settings(Model):
    """The file of settings.

    Parameters
    ----------
    athlete : str
        Whom commands without ``--as`` mean.
    athletes : mapping of str to Person
        By name.
    store : str, optional
        A file or an address; by default ``trainkit.db`` beside the settings.
    llm : str or mapping, optional
        The language model, or its name with options: another address, the model, a limit.
    budget_usd_a_month : float, optional
        What language models may cost.
    """

    athlete: str = "me"
    athletes: Mapping[Annotated[str, Field(min_length=1)], Person] = Field(default_factory=dict)
    store: str | None = None
    llm: str | Mapping[str, Any] | None = None
    budget_usd_a_month: Annotated[float, Field(ge=0)] | None = None


_Part = TypeVar("_Part", bound=Model)


@dataclass(frozen=True)
class Home:
    """A folder with settings and store.

    Parameters
    ----------
    folder : Path
        The folder.
    """

    folder: Path

    @property
    def file(self) -> Path:
        """The file of settings."""
        return self.folder / _SETTINGS

    @property
    def exists(self) -> bool:
        """Whether there are settings."""
        return self.file.is_file()

    @cached_property
    def settings(self) -> Settings:
        """The settings; `TrainkitError` names the file and what is wrong in it."""
        try:
            found = tomllib.loads(self.file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise TrainkitError(f"{self.file} is no text in UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            # The parser's message says where, and shows at most one character.
            hint = "; text needs quotation marks" if "Invalid value" in str(error) else ""
            raise TrainkitError(f"{self.file} is not valid TOML: {error}{hint}") from None
        people = found.get("athletes")
        if isinstance(people, dict):  # one by one, so that a wrong name hears the nearest one
            found["athletes"] = {
                name: self._read(Person, person, f"athletes.{name}.")
                for name, person in people.items()
            }
        return self._read(Settings, found, "")

    def _read(self, model: type[_Part], found: object, where: str) -> _Part:
        try:
            return model.model_validate(found)
        except InvalidInput as error:
            field = error.argument.removeprefix(model.__name__)
            place = f"{where}{field}".rstrip(".") or "settings"
            if f"{model.__name__} has no such field" in error.allowed:
                hint = error.allowed.partition(";")[2]
                if field in Person.model_fields and model is not Person:
                    hint = f" it belongs to an athlete: [athletes.me], or [[athletes.me.{field}]]"
                message = f"{self.file}: there is no setting {place}" + f";{hint}" * bool(hint)
                raise TrainkitError(message) from None
            # A value of several parts may hold a key or a password.
            plain = isinstance(error.value, str | int | float | dt.date | None)
            value = error.value if plain else "(not shown)"
            allowed = error.allowed.replace("a valid tuple", "a list in brackets")
            raise InvalidInput(f"{self.file}: {place}", value, allowed) from None

    @property
    def store(self) -> str:
        """The address of the store."""
        named = self.settings.store
        if named is not None and "://" in named:
            return named
        return f"sqlite:///{self.folder / Path(named or _STORE).expanduser()}"

    def name(self, asked: str | None) -> str:
        """Return the name of the athlete that a command means."""
        chosen, known = asked or self.settings.athlete, self.settings.athletes
        if not known:
            raise TrainkitError(
                f"{self.file} names no athlete; trainkit init --as {chosen} adds one"
            )
        if chosen not in known:
            allowed = f"one of {', '.join(known)}; trainkit init --as NAME adds one"
            raise InvalidInput("--as", chosen, allowed)
        return chosen

    def person(self, asked: str | None) -> Person:
        """Return what the settings say about the athlete that a command means."""
        return self.settings.athletes[self.name(asked)]


def find_folder() -> Path:
    """Find the folder, whether it exists or not.

    Raises
    ------
    InvalidInput
        There is neither ``TRAINKIT_HOME`` nor a home folder.
    """
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser().absolute()
    if sys.platform == "win32":
        base = os.environ.get("APPDATA", "")
    elif sys.platform == "darwin":
        base = str(_home_folder() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or str(_home_folder() / ".config")
    return Path(base).absolute() / "trainkit"


def _home_folder() -> Path:
    # An empty HOME would mean the root of the file system.
    try:
        home = Path.home()
    except RuntimeError:  # the system knows none
        home = Path()
    if os.environ.get("HOME") == "" or not home.is_absolute():
        raise InvalidInput(VARIABLE, None, "set to a folder, since there is no home folder")
    return home


def read_home() -> Home:
    """Return the home; `TrainkitError` says how to make one."""
    home = Home(find_folder())
    if not home.exists:
        raise TrainkitError(
            f"trainkit is not set up here ({home.file} is missing): run trainkit init; "
            "today, plan, week, insights and others also take files, such as "
            "trainkit today history.json --athlete me.json"
        )
    return home


def guess_athlete(known: Mapping[str, object], on: dt.date) -> Athlete:
    """Make an athlete of what is known, with usual values for the rest.

    Parameters
    ----------
    known : mapping
        Fields of the athlete.
    on : date
        Today, for the age.

    Returns
    -------
    Athlete
        The athlete; without a maximum heart rate, 208 - 0.7 times the age [bpm].
    """
    usual: dict[str, object] = {
        "sex": "female",
        "birth_date": dt.date(on.year - _GUESSED_AGE, 1, 1),
        "hr_rest": _GUESSED_HR_REST,
        "hr_max": 220,
    }
    athlete = Athlete.model_validate({**usual, **known})
    if "hr_max" in known:
        return athlete
    return athlete.model_copy(update={"hr_max": usual_hr_max(athlete.birth_date, on)})


def open_kit(home: Home, asked: str | None, *, llm: str = "", writing: bool = False) -> "Kit":
    """Open a Kit on the home's store.

    Parameters
    ----------
    home : Home
        The home.
    asked : str or None
        The athlete's name.
    llm : str
        A language model instead of the one in the settings.
    writing : bool
        Whether data come in: they may tell the athlete, so that nothing is guessed.

    Returns
    -------
    Kit
        The Kit; its athlete is what the settings say, else what the data say, else what is usual.
    """
    from trainkit.kit import Kit
    from trainkit.models import History

    settings, person, name = home.settings, home.person(asked), home.name(asked)

    def make(athlete: Athlete | None) -> "Kit":
        kit = Kit(
            list(_sources(person.sources, person.timezone)) or None,
            _model(llm, settings.llm),
            store=home.store,
            athlete=athlete,
            athlete_id=name,
            secrets=HomeSecrets(home.folder),
            budget=settings.budget_usd_a_month,
            notify=list(person.notify) or None,
        )
        if person.source_order and kit.outline().source_order != person.source_order:
            kit.log(History(source_order=person.source_order))
        return kit

    with make(None) as kit:
        stored = _athlete_of(kit)
    if stored is None and writing and not is_complete(person):
        return make(None)
    zone = time_zone(person.timezone or "UTC", argument="timezone")
    known = dict(stored or ()) | person.known
    try:
        athlete = guess_athlete(known, dt.datetime.now(zone).date())
    except InvalidInput as error:
        where = f"{home.file}: athletes.{name}.{error.argument}"
        raise InvalidInput(where, error.value, error.allowed) from None
    return make(athlete)


def _model(asked: str, stored: str | Mapping[str, Any] | None) -> str | Mapping[str, Any] | None:
    """Choose the model of the command line, with the options that the settings have for it."""
    if isinstance(stored, Mapping) and asked in {"", stored.get("name")}:
        return dict(stored)
    return asked or stored or None


def current_time(kit: "Kit", person: Person) -> dt.datetime:
    """Return the time in the athlete's zone, of the settings or else of the data."""
    stored = None if person.timezone else _athlete_of(kit)
    return local_time(person, "UTC" if stored is None else stored.timezone)


def local_time(person: Person, stored: str) -> dt.datetime:
    """Return the time in the zone of the settings, or else in the one that is stored."""
    return dt.datetime.now(time_zone(person.timezone or stored, argument="timezone"))


def read_clock() -> dt.datetime:
    """Return the current time in UTC."""
    return dt.datetime.now(dt.UTC)


def is_complete(person: Person) -> bool:
    """Return whether the settings say all that an athlete needs."""
    return set(NEEDED) <= set(person.known)


def _athlete_of(kit: "Kit") -> Athlete | None:
    try:
        return kit.athlete
    except InvalidInput:
        return None


def source_path(source: str | Mapping[str, Any]) -> str | None:
    """Return the path that a source names; None for an address or an adapter."""
    if not isinstance(source, str) or "://" in source or not _is_path(source):
        return None
    return str(Path(source).expanduser())


def _sources(
    named: Iterable[str | Mapping[str, Any]], timezone: str | None
) -> Iterable[str | Mapping[str, Any]]:
    for source in named:
        path = source_path(source)
        if path is None:
            yield source
        else:
            yield {"name": "files", "path": path, "timezone": timezone or "UTC"}


def _is_path(source: str) -> bool:
    return source.startswith(("~", ".")) or os.sep in source or "/" in source

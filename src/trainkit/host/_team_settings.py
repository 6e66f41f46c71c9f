"""What a host of several accounts is told by whoever starts it."""

import datetime as dt
import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field

from trainkit.errors import InvalidInput
from trainkit.host._mail import Mail, SmtpMail
from trainkit.models.model import Model

__all__ = ["HOME_VARIABLE", "TOKEN_VARIABLE", "Team", "read_team"]

HOME_VARIABLE, TOKEN_VARIABLE = "TRAINKIT_HOST_HOME", "TRAINKIT_HOST_TOKEN"
_PREFIX, _FILE = "TRAINKIT_HOST_", "host.toml"


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, kw_only=True)
class Team:
    """Settings of a host with several accounts.

    Parameters
    ----------
    registration : {"open", "invited"}
        Whether everybody may register, or whoever shows the token that the terminal prints.
    store : str, optional
        The address of the store of all accounts; by default a SQLite file in the home.
    key : str or sequence of str, optional
        Keys that seal accounts and, by a key for each account, its data; by default
        ``TRAINKIT_KEY``. Without any, nothing is sealed.
    mail : Mail, optional
        Sends messages; by default into the folder ``outbox`` of the home.
    url : str
        The address that members open, for links in messages; other names are then refused.
    llm, speech : object
        The language model and the voice of every Kit.
    requests_per_minute : int
        How many requests each account may send.
    clock : callable
        The current time, aware.
    """

    registration: Literal["open", "invited"] = "open"
    store: str | None = None
    key: str | Sequence[str] | None = field(default=None, repr=False)
    mail: Mail | None = None
    url: str = ""
    llm: object = None
    speech: object = None
    requests_per_minute: int = 600
    clock: Callable[[], dt.datetime] = _clock


class Settings(Model):
    """The settings of a team as text: in the environment, or in ``host.toml`` of the home.

    Parameters
    ----------
    registration, store, url, llm, requests_per_minute
        As in `Team`.
    smtp : str
        The mail server, as ``smtp://user:password@host:587``.
    sender : str
        The address that messages come from.
    """

    registration: Literal["open", "invited"] = "open"
    store: str | None = None
    url: Annotated[str, Field(pattern="^(https?://[^/?#@]+)?/?$")] = ""
    llm: str | None = None
    smtp: Annotated[str, Field(pattern="^(smtp://.+)?$", repr=False)] = ""
    sender: str = "trainkit@localhost"
    requests_per_minute: Annotated[int, Field(ge=10, le=1_000_000)] = 600


def read_team(home: str | os.PathLike[str], environment: Mapping[str, str] = os.environ) -> Team:
    """Read the settings of a team.

    Parameters
    ----------
    home : path
        The folder whose ``host.toml`` counts, where there is one.
    environment : mapping
        Variables such as ``TRAINKIT_HOST_URL``, which count before the file.

    Raises
    ------
    InvalidInput
        A setting is unknown, or has a value that it cannot have.
    """
    said = _read_file(Path(home) / _FILE)
    for name in Settings.model_fields:
        if environment.get(_PREFIX + name.upper()):
            said[name] = environment[_PREFIX + name.upper()]
    settings = Settings.model_validate(said)
    return Team(
        registration=settings.registration,
        store=settings.store,
        url=settings.url,
        llm=settings.llm,
        mail=_read_mail(settings) if settings.smtp else None,
        requests_per_minute=settings.requests_per_minute,
    )


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InvalidInput(_FILE, str(error), "a file of settings in TOML") from None


def _read_mail(settings: Settings) -> Mail:
    try:
        server = urlsplit(settings.smtp)
        port = server.port or 587
    except ValueError:
        raise InvalidInput("smtp", "(kept secret)", "smtp://user:password@host:587") from None
    return SmtpMail(
        server.hostname or "localhost",
        port=port,
        sender=settings.sender,
        user=unquote(server.username or ""),
        password=unquote(server.password or ""),
    )

"""What a host of several accounts is told by whoever starts it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

__all__ = ["Mail", "Team"]


class Mail(Protocol):
    """Sends mail; a port of the host."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a message; `BackendError` where it cannot be sent."""


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

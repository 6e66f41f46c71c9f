"""A notice: what an athlete is told without having asked."""

from typing import Annotated, Literal

from pydantic import Field

from trainkit._text import clean, clean_line
from trainkit.models.model import Model
from trainkit.models.units import Day

__all__ = ["NOTICE_KINDS", "Notice", "NoticeKind"]

NoticeKind = Literal["morning", "week", "warning", "budget"]
"""The morning's page, the week's program, a critical warning, and a budget that nears its end."""

_LONGEST_SUBJECT = 150

NOTICE_KINDS: tuple[NoticeKind, ...] = ("morning", "week", "warning", "budget")


class Notice(Model):
    """What an athlete is told.

    Parameters
    ----------
    kind : {"morning", "week", "warning", "budget"}
        What it is about.
    day : date
        The local day that it is of.
    title : str
        A line.
    text : str
        All of it, as lines.
    about : str
        Tells several of one kind and day apart; of those that agree in all three, one is told.
    """

    kind: NoticeKind
    day: Day
    title: Annotated[str, Field(min_length=1)]
    text: str = ""
    about: str = ""

    @property
    def key(self) -> str:
        """What tells it apart from others."""
        return f"{self.kind} {self.day} {self.about}".strip()

    @property
    def subject(self) -> str:
        """The title as a single line that no terminal or mail obeys, of at most 150 characters."""
        return clean_line(self.title)[:_LONGEST_SUBJECT] or self.kind

    @property
    def lines(self) -> str:
        """The text as lines that no terminal obeys."""
        return clean(self.text.replace("\r\n", "\n").replace("\r", "\n"))

    def __str__(self) -> str:
        return f"{self.subject}\n\n{self.lines}".rstrip()

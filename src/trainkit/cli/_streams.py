"""Standard output and error that no name, encoding, closed pipe or full disk can break.

Everything that a command prints goes through `say`, `say_json`, `complain` or `make_console`.
"""

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable
from textwrap import fill, wrap
from typing import Any

from trainkit._text import clean, clean_json

__all__ = [
    "PieceWriter",
    "can_say",
    "complain",
    "finish_streams",
    "make_console",
    "may_be_terminal",
    "prepare_streams",
    "say",
    "say_json",
    "say_piece",
    "say_row",
    "say_text",
]


_TERMINAL_VARIABLES = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})  # by which rich finds one
_NARROWEST = 20  # columns of a terminal in which breaking lines helps
_HANGING = 4  # columns by which the further lines of a row are indented
_COLUMNS = re.compile(r"\S {2,}\S")

_STYLES = {
    r"(?<=of 100, )green": "bold green",
    r"(?<=of 100, )yellow": "bold yellow",
    r"(?<=of 100, )red": "bold red",
    r"^Today: \w+\.": "bold",
    r"^info:": "cyan",
    r"^warning:": "yellow",
    r"^critical:": "bold red",
}
"""Words of results that have a colour on a terminal."""


def can_say(text: str) -> bool:
    """Return whether standard output has all characters of a text."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeError:
        return False
    return True


def say(text: object) -> None:
    """Print a text that cannot control the terminal."""
    print(clean(str(text)))


def may_be_terminal(*, stderr: bool = False) -> bool:
    """Return whether rich may find a terminal: it takes long to import, and is asked only then."""
    if not _TERMINAL_VARIABLES.isdisjoint(os.environ):
        return True
    try:
        return (sys.stderr if stderr else sys.stdout).isatty()
    except (OSError, ValueError, AttributeError):
        return False


def say_text(text: object) -> None:
    """Print the text of a result: as it is into a pipe; on a terminal in its width and colours."""
    console = make_console() if may_be_terminal() else None
    if console is None or not console.is_terminal:
        say(text)
        return
    for line in str(text).split("\n"):
        _print_line(console, line)


def _print_line(console: Any, line: str) -> None:
    """Print a line in the terminal's width: the further lines of a row of columns hang."""
    from rich.padding import Padding
    from rich.text import Text

    words = line.lstrip(" ")
    indent = len(line) - len(words)
    hanging = 0
    if len(line) > console.width:  # columns that find no room
        words = re.sub(r" {3,}", "  ", words)
        hanging = _HANGING if _COLUMNS.search(words) else 0
    shown = Text(words)
    for pattern, style in _STYLES.items():
        shown.highlight_regex(pattern, style)
    if indent:
        shown.stylize("dim")
    parts: Iterable[Any] = [shown]
    if hanging:
        parts = shown.wrap(console, max(console.width - indent - hanging, _NARROWEST))
    for number, part in enumerate(parts):
        left = indent + (hanging if number else 0)
        console.print(Padding(part, (0, 0, 0, left)) if left else part)


def say_row(label: str, value: object) -> None:
    """Print a value beside its label; on a terminal its further lines stand below its first."""
    console = make_console() if may_be_terminal() else None
    room = 0 if console is None else console.width - len(label) - 2
    if console is None or not console.is_terminal or room < _NARROWEST:
        say_text(f"{label}  {value}")
        return
    lines = wrap(str(value), room, break_long_words=False, break_on_hyphens=False)
    for number, line in enumerate(lines or [""]):
        say(f"{label if not number else ' ' * len(label)}  {line}")


def say_piece(text: str) -> None:
    """Print a part of a line at once."""
    print(clean(text), end="", flush=True)


class PieceWriter:
    """Prints a text that arrives in pieces; a terminal breaks its lines between words."""

    def __init__(self) -> None:
        self._width = _terminal_width(sys.stdout)
        self._column, self._word = 0, ""

    def write(self, piece: str) -> None:
        """Print what is complete of a piece."""
        if not self._width:
            say_piece(piece)
            return
        *words, self._word = re.split(r"(?<=\s)", self._word + piece)
        for word in words:
            self._print(word)

    def finish(self) -> None:
        """Print what is left, and end the line."""
        self._print(self._word)
        self._word = ""
        say("")

    def _print(self, word: str) -> None:
        if self._column and self._column + len(word.rstrip()) > self._width:
            say("")
            self._column = 0
        say_piece(word)
        self._column = 0 if word.endswith("\n") else self._column + len(word)


def say_json(text: str) -> None:
    """Print JSON; what could control the terminal, or has no code in its encoding, is escaped."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
        print(clean_json(text))
    except UnicodeError:
        print(clean_json(text, only_ascii=True))


def complain(error: object) -> None:
    """Print an error on standard error, in one line; a terminal breaks it between words."""
    text = clean(" ".join(str(error).split()))
    if width := _terminal_width(sys.stderr):  # a path stays whole, to be copied
        text = fill(text, width, break_long_words=False, break_on_hyphens=False)
    print(text, file=sys.stderr)


def make_console(*, stderr: bool = False) -> Any:
    """Make a console of rich whose texts cannot control the terminal: only its styles do."""
    from rich.console import Console
    from rich.segment import Segment

    class CleanConsole(Console):
        def render_str(self, text: str, **kwargs: Any) -> Any:
            return super().render_str(clean(text), **kwargs)  # before its width is measured

        def render(self, *args: Any, **kwargs: Any) -> Iterable[Segment]:
            for text, style, control in super().render(*args, **kwargs):
                yield Segment(text if control else clean(text), style, control)

    # Names may look like markup or emoji codes.
    return CleanConsole(stderr=stderr, markup=False, emoji=False)


def prepare_streams() -> None:
    """Write what an encoding cannot represent as ASCII escapes, and clean what libraries log."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(_CleanFormatter())
        logging.lastResort.addFilter(_is_news)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # they are for developers, and show lines of code


def finish_streams() -> bool:
    """Flush both streams, and return whether all output was written."""
    written = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):  # full, closed, or none at all
            written = False
            _silence(stream)
    return written


def _terminal_width(stream: Any) -> int:
    """Return the columns of a terminal; 0 where there is none, or one too narrow to care for."""
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return 0
    return width if width >= _NARROWEST else 0


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether a record is more than a failed call, which the command itself explains."""
    return not hasattr(record, "trainkit") and not hasattr(record, "told")


class _CleanFormatter(logging.Formatter):
    """Log a line without the stack trace of an error."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(" ".join(record.getMessage().split()))


def _silence(stream: Any) -> None:
    """Let the interpreter's own flush at its end succeed."""
    try:
        descriptor = stream.fileno()
        null = os.open(os.devnull, os.O_WRONLY)
    except (OSError, ValueError, AttributeError):
        return
    os.dup2(null, descriptor)
    os.close(null)

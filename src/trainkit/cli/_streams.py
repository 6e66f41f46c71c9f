"""Standard output and error that no name, encoding, closed pipe or full disk can break.

Everything that a command prints goes through `say`, `say_json`, `complain` or `make_console`.
"""

import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable
from typing import Any

from trainkit._text import clean, clean_json

__all__ = [
    "can_say",
    "complain",
    "finish_streams",
    "make_console",
    "prepare_streams",
    "say",
    "say_json",
    "say_piece",
    "say_text",
]


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


def say_text(text: object) -> None:
    """Print the text of a result: as it is into a pipe; on a terminal in its width and colours."""
    console = make_console()
    if not console.is_terminal:
        say(text)
        return
    from rich.padding import Padding
    from rich.text import Text

    for line in str(text).split("\n"):
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        if len(line) > console.width:  # columns that find no room
            words = re.sub(r" {3,}", "  ", words)
        shown = Text(words)
        for pattern, style in _STYLES.items():
            shown.highlight_regex(pattern, style)
        if indent:
            shown.stylize("dim")
        console.print(Padding(shown, (0, 0, 0, indent)) if indent else shown)


def say_piece(text: str) -> None:
    """Print a part of a line at once."""
    print(clean(text), end="", flush=True)


def say_json(text: str) -> None:
    """Print JSON; what could control the terminal, or has no code in its encoding, is escaped."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
        print(clean_json(text))
    except UnicodeError:
        print(clean_json(text, only_ascii=True))


def complain(error: object) -> None:
    """Print an error on standard error, in one line."""
    print(clean(" ".join(str(error).split())), file=sys.stderr)


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


def _is_news(record: logging.LogRecord) -> bool:
    """Return whether a record is more than a failed call, which the command itself explains."""
    return not hasattr(record, "trainkit")


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

"""Standard output and error that no name, encoding, closed pipe or full disk can break."""

import os
import sys

__all__ = ["clean", "finish_streams", "prepare_streams"]

_JOINER = "\N{ZERO WIDTH JOINER}"  # inside of emoji


def clean(text: str) -> str:
    """Replace characters that control a terminal, or reverse the text that follows."""
    return "".join(
        character if character.isprintable() or character in {"\n", _JOINER} else "\ufffd"
        for character in text
    )


def prepare_streams() -> None:
    """Write what an encoding cannot represent as an escape of ASCII characters."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def finish_streams() -> bool:
    """Flush both streams, and return whether all output was written."""
    written = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            written = False
            _silence(stream.fileno())
    return written


def _silence(descriptor: int) -> None:
    """Let the interpreter's own flush at its end succeed."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, descriptor)
    os.close(null)

"""Contributed formats in worker processes: sent by import path, for nothing is pickled."""

import sys
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO, cast

from trainkit import ports
from trainkit.ports.format import Contents, FileContext, Format

__all__ = ["CallersFormat", "LeftToCaller", "import_path", "load_format"]

_CALL = "()"


class LeftToCaller(BaseException):
    """A file may be of a format that only the caller has.

    Not an `Exception`: it must pass the handlers that turn faults of formats into problems.
    """


class CallersFormat:
    """Stands for a format that a worker cannot import."""

    name = "left-to-caller"

    def matches(self, _head: bytes, _path: str, /) -> bool:
        """Leave the file to the caller, whatever it is."""
        raise LeftToCaller

    def read(self, _file: BinaryIO, _context: FileContext, /) -> Iterator[Contents]:
        """Never called."""
        raise LeftToCaller


def import_path(format_: Format) -> str | None:
    """Return where another process finds a format.

    Parameters
    ----------
    format_ : Format
        A contributed format.

    Returns
    -------
    str or None
        ``"module:attribute"`` of a module's attribute, or ``"module:Class()"`` of an instance
        without state; None for anything else, such as a class defined in a notebook.
    """
    format_ = ports.guard.unguarded(format_)
    kind = type(format_)
    module = sys.modules.get(kind.__module__)
    if module is None or kind.__module__ == "__main__":
        return None
    for name, value in vars(module).items():
        if value is format_:
            return f"{kind.__module__}:{name}"
    without_state = not getattr(format_, "__dict__", {}) and not hasattr(kind, "__slots__")
    if without_state and getattr(module, kind.__qualname__, None) is kind:
        return f"{kind.__module__}:{kind.__qualname__}{_CALL}"
    return None


def load_format(path: str | None) -> Format:
    """Import a format; one that cannot be imported here is left to the caller."""
    if path is None:
        return CallersFormat()
    module, _, attribute = path.partition(":")
    try:
        found = getattr(import_module(module), attribute.removesuffix(_CALL))
        made = cast("Format", found() if attribute.endswith(_CALL) else found)
        return ports.guard.guard_adapter(made, Format, "format")  # an exit must not end the worker
    except Exception:  # noqa: BLE001  whatever a plugin raises, the caller has the format
        return CallersFormat()

"""Trainkit turns training data into decisions; each name loads when it is first used."""

from importlib import import_module

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit import errors, metrics
    from trainkit.errors import InsufficientData, InvalidInput, MissingExtra, TrainkitError

__version__ = "0.1.0"

__all__ = [
    "InsufficientData",
    "InvalidInput",
    "MissingExtra",
    "TrainkitError",
    "__version__",
    "errors",
    "metrics",
]

# Where each public name lives; a module's own name maps to "".
_HOMES = {
    "InsufficientData": "errors",
    "InvalidInput": "errors",
    "MissingExtra": "errors",
    "TrainkitError": "errors",
    "errors": "",
    "metrics": "",
}

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'trainkit' has no attribute {name!r}")
        home = _HOMES[name]
        module = import_module(f"trainkit.{home or name}")
        value = getattr(module, name) if home else module
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)

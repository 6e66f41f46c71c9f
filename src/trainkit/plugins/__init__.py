"""For plugin authors: the hooks, and the registry of installed plugins.

Names load on first use, so that listing installed plugins imports neither pydantic nor pluggy.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainkit.plugins._installed import Installed
    from trainkit.plugins._registry import Contributed, Registry, installed, shared
    from trainkit.plugins.hookspecs import (
        CONTRACT,
        GROUP,
        Contribution,
        Hooks,
        Kind,
        Register,
        hookimpl,
        hookspec,
    )

__all__ = [
    "CONTRACT",
    "GROUP",
    "Contributed",
    "Contribution",
    "Hooks",
    "Installed",
    "Kind",
    "Register",
    "Registry",
    "hookimpl",
    "hookspec",
    "installed",
    "shared",
]

_HOMES = {
    "Installed": "_installed",
    "Contributed": "_registry",
    "Registry": "_registry",
    "installed": "_registry",
    "shared": "_registry",
}

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module 'trainkit.plugins' has no attribute {name!r}")
        home = import_module(f"trainkit.plugins.{_HOMES.get(name, 'hookspecs')}")
        value = getattr(home, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)

"""For plugin authors: the hooks, and the registry of installed plugins.

Names load on first use, so that listing installed plugins imports neither pydantic nor pluggy.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_installed": "Installed",
            "_registry": "Contributed Registry installed shared",
            "hookspecs": "CONTRACT Contribution GROUP Hooks Kind Register hookimpl hookspec",
        },
    )

"""The face to plugin authors: the hooks, and who implements them."""

from trainkit.plugins._registry import Installed, Registry, installed
from trainkit.plugins.hookspecs import GROUP, Hooks, Kind, Register, hookimpl, hookspec

__all__ = [
    "GROUP",
    "Hooks",
    "Installed",
    "Kind",
    "Register",
    "Registry",
    "hookimpl",
    "hookspec",
    "installed",
]

"""What a plugin can give to trainkit, on one page.

A plugin is a module named by an entry point of the group ``trainkit`` with the name
``"kind.name"``, such as ``"executor.mine"``; the name alone is read until somebody asks for it.
"""

from collections.abc import Callable
from typing import Literal, Protocol

import pluggy
from pydantic import BaseModel

__all__ = ["GROUP", "Hooks", "Kind", "Register", "hookimpl", "hookspec"]

GROUP = "trainkit"
"""The group of entry points, and the name of the project for pluggy."""

Kind = Literal["executor", "surrogate"]
"""What an adapter is: it does what the port of this name in `trainkit.ports` says."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Register(Protocol):
    """Makes an adapter known; handed to `Hooks.trainkit_register`."""

    def __call__(
        self, kind: Kind, name: str, make: Callable[..., object], *, options: type[BaseModel]
    ) -> None:
        """Register `make`, which is called with one checked `options`, as ``kind.name``."""


class Hooks:
    """The hooks; a plugin implements those that it needs, with `hookimpl`."""

    @hookspec
    def trainkit_register(self, register: Register) -> None:
        """Register adapters: ``register("executor", "mine", Mine, options=MyOptions)``."""

"""What a plugin can give to trainkit, on one page.

A plugin is a module with ``TRAINKIT_CONTRACT = 1``, named by an entry point of the group
``trainkit`` with the name ``"kind.name"``, such as ``"source.mine"``. The name alone is read until
somebody asks for it; an implementation may leave out arguments that it does not need.
"""

from collections.abc import Callable, Sequence
from typing import Literal, Protocol, get_args

import pluggy
from pydantic import BaseModel

from trainkit.models.athlete import Athlete
from trainkit.ports import Component, Detector, Format, Rule

__all__ = [
    "CONTRACT",
    "CONTRIBUTIONS",
    "GROUP",
    "KINDS",
    "Contribution",
    "Hooks",
    "Kind",
    "Register",
    "hookimpl",
    "hookspec",
]

GROUP = "trainkit"
"""The group of entry points, and the name of the project for pluggy."""

CONTRACT = 1
"""The version of this page; a plugin says in ``TRAINKIT_CONTRACT`` which one it was built for."""

Kind = Literal["fault_injector", "llm", "source", "speech", "store", "surrogate"]
"""What an adapter is: it does what the port of this name in `trainkit.ports` says."""

Contribution = Literal["command", "component", "detector", "format", "rule", "workout"]
"""What else an entry point's name may begin with: see the hook of this name."""

KINDS: tuple[Kind, ...] = get_args(Kind)
CONTRIBUTIONS: tuple[Contribution, ...] = get_args(Contribution)

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Register(Protocol):
    """Makes an adapter known; handed to `Hooks.trainkit_register`."""

    def __call__(
        self, kind: Kind, name: str, make: Callable[..., object], *, options: type[BaseModel]
    ) -> None:
        """Register `make`, which is called with one checked `options`, as ``kind.name``."""


class Hooks(Protocol):
    """The hooks; a plugin implements those that it needs, with `hookimpl`."""

    @hookspec
    def trainkit_register(self, register: Register) -> None:
        """Register adapters: ``register("source", "mine", Mine, options=MyOptions)``."""

    @hookspec
    def trainkit_rules(self, athlete: Athlete) -> Sequence[Rule]:
        """Give training rules, beside the built-in ones."""

    @hookspec
    def trainkit_workouts(self) -> Sequence[object]:
        """Give sessions of `trainkit.workouts.Session`, beside those of the library."""

    @hookspec
    def trainkit_components(self) -> Sequence[Component]:
        """Give components of the recovery score, beside those of the model."""

    @hookspec
    def trainkit_detectors(self) -> Sequence[Detector]:
        """Give detectors of what is unusual, beside those of the model."""

    @hookspec
    def trainkit_formats(self) -> Sequence[Format]:
        """Return file formats, which are asked after the specific built-in ones."""

    @hookspec
    def trainkit_command(self, app: object) -> None:
        """Add commands to the Typer app of ``trainkit NAME``, NAME being the entry point's."""

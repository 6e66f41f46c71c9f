"""The whole plugin contract on one page.

A plugin is a module with ``TRAINKIT_CONTRACT = 1`` and an entry point of the group ``trainkit``
named ``"kind.name"``, such as ``"source.mine"``. The module is imported when the name is first
used; an implementation of a hook may leave out arguments that it does not need.
"""

# The hooks of a Protocol have no body.
# pyright: reportReturnType=false

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, get_args

import pluggy
from pydantic import BaseModel

from trainkit.models.athlete import Athlete

if TYPE_CHECKING:  # what a plugin may return is imported with the engine that asks for it
    from trainkit.ports import Component, Detector, Format, Rule

__all__ = [
    "CONTRACT",
    "CONTRIBUTIONS",
    "GROUP",
    "KINDS",
    "RENAMED_KINDS",
    "Contribution",
    "Hooks",
    "Kind",
    "Register",
    "hookimpl",
    "hookspec",
]

GROUP = "trainkit"
"""The group of entry points, and the project's name for pluggy."""

CONTRACT = 1
"""The version of this contract; a plugin names its own in ``TRAINKIT_CONTRACT``."""

Kind = Literal["fault_injector", "llm", "notify", "source", "speech", "store", "surrogate"]
"""The kinds of adapter: each implements the port of that name in `trainkit.ports`."""

Contribution = Literal["command", "component", "detector", "format", "rule", "workout"]
"""The other kinds of plugin: each implements the hook of that name."""

KINDS: tuple[Kind, ...] = get_args(Kind)
CONTRIBUTIONS: tuple[Contribution, ...] = get_args(Contribution)

RENAMED_KINDS = {"executor": "fault_injector"}
"""Kinds under their old names, which are refused with the new one."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


class Register(Protocol):
    """Registers an adapter; passed to `Hooks.trainkit_register`."""

    def __call__(
        self,
        kind: Kind,
        name: str,
        make: Callable[..., object],
        *,
        options: type[BaseModel],
        needs: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Register `make`, which is called with validated `options`, as ``kind.name``.

        `needs` maps the modules of optional packages to what pip installs for them, such as
        ``{"psycopg": "trainkit[postgres]"}``; ``trainkit plugins --check`` tells what is missing.
        """


class Hooks(Protocol):
    """The hooks; a plugin implements those it needs, with `hookimpl`."""

    @hookspec
    def trainkit_register(self, register: Register) -> None:
        """Register adapters: ``register("source", "mine", Mine, options=MyOptions)``."""

    @hookspec
    def trainkit_rules(self, athlete: Athlete) -> "Sequence[Rule]":
        """Return training rules to add to the built-in ones."""

    @hookspec
    def trainkit_workouts(self) -> Sequence[object]:
        """Return `trainkit.workouts.Session` objects to add to the library."""

    @hookspec
    def trainkit_components(self) -> "Sequence[Component]":
        """Return components to add to the recovery score."""

    @hookspec
    def trainkit_detectors(self) -> "Sequence[Detector]":
        """Return detectors to add to the built-in ones."""

    @hookspec
    def trainkit_formats(self) -> "Sequence[Format]":
        """Return file formats, which are asked after the specific built-in ones."""

    @hookspec
    def trainkit_command(self, app: object) -> None:
        """Add commands to the Typer app of ``trainkit NAME``; NAME is the entry point's name."""

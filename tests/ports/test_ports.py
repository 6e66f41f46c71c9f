"""Ports are promises to authors: adding, removing or changing a method breaks every adapter.

After a deliberate change, write the lock anew: ``python tests/ports/test_ports.py``.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from trainkit import ports
from trainkit.plugins import CONTRACT, Hooks, Register
from trainkit.secrets import SecretStore

LOCK = Path(__file__).with_name("ports.lock")


def promised() -> str:
    """A line for each method and property of each port, with its arguments."""
    classes = [
        value
        for value in (getattr(ports, name) for name in ports.__all__)
        if isinstance(value, type)
    ]
    protocols = [port for port in classes if Protocol in port.__bases__]
    lines = [f"contract {CONTRACT}"]
    for port in sorted({*protocols, Hooks, Register, SecretStore}, key=lambda port: port.__name__):
        for name, member in sorted(vars(port).items()):
            if isinstance(member, property):
                lines.append(f"{port.__name__}.{name}")
            elif inspect.isfunction(member) and (not name.startswith("_") or name == "__call__"):
                lines.append(f"{port.__name__}.{name}{_bare(member)}")
    return "\n".join(lines) + "\n"


def _bare(function: Callable[..., object]) -> inspect.Signature:
    parameters = inspect.signature(function).parameters.values()
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters]
    return inspect.Signature(bare)


def test_no_port_changed_unnoticed() -> None:
    assert promised() == LOCK.read_text(encoding="utf-8")


def test_an_adapters_port_is_small() -> None:
    methods = [line for line in promised().splitlines() if ".close(" not in line]
    for port in ("FaultInjector", "LanguageModel", "Source", "Speech", "Store", "Surrogate"):
        assert 1 <= sum(line.startswith(f"{port}.") for line in methods) <= 5, port


if __name__ == "__main__":
    LOCK.write_text(promised(), encoding="utf-8")

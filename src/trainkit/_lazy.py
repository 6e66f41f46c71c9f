"""Packages whose names are imported on first use, so that whoever needs one pays for one."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["import_on_use"]


def import_on_use(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and the ``__dir__`` of a package.

    Parameters
    ----------
    package : str
        The package's name.
    homes : mapping of str to str
        The names that each of its modules has, with spaces between them; under ``""`` those of
        modules themselves. A module of another package is named in full.

    Returns
    -------
    tuple of callable
        ``__getattr__``, and a ``__dir__`` that lists ``__all__``.
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = home_of[name]
        path = home or name
        module = import_module(path if path.startswith("trainkit.") else f"{package}.{path}")
        value: object = getattr(module, name) if home else module
        setattr(sys.modules[package], name, value)
        return value

    return find, lambda: sorted(sys.modules[package].__all__)

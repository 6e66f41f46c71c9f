"""The command ``trainkit``: a thin layer over the library."""

from trainkit.cli._main import main

__all__ = ["main"]

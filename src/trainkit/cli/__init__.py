"""The command ``trainkit``: thin, every answer comes from the library."""

from trainkit.cli._main import main

__all__ = ["main"]

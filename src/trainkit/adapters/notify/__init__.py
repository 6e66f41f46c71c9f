"""Notifiers: the terminal, a file, and mail."""

__all__: list[str] = []

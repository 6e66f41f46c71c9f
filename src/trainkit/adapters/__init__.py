"""Backends, one file each, reached by name only; its library is imported at first use."""

__all__: list[str] = []

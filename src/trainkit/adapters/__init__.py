"""Backends, one file each, loaded by name; each imports its library on first use."""

__all__: list[str] = []

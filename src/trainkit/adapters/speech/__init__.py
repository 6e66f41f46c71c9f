"""Voices; each is loaded by its name."""

__all__: list[str] = []

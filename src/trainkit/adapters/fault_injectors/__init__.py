"""Backends that apply faults to a system."""

__all__: list[str] = []

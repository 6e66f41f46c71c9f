"""Surrogates: models that learn scores."""

__all__: list[str] = []

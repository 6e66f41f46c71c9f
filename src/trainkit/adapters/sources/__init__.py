"""Sources of training data."""

__all__: list[str] = []

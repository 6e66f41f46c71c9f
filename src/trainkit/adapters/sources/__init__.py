"""Where training data comes from."""

__all__: list[str] = []

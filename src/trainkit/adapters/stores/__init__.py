"""Where records are kept."""

__all__: list[str] = []

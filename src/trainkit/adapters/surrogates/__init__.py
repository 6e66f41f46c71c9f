"""What learns scores."""

__all__: list[str] = []

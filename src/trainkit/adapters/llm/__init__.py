"""What answers prompts."""

__all__: list[str] = []

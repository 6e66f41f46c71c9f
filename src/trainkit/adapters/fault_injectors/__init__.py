"""What puts faults into a system."""

__all__: list[str] = []

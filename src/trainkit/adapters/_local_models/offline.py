"""A process that opens no connection."""

import os
import sys

__all__ = ["shut_network"]

_DOORS = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}
)


def shut_network() -> None:
    """Refuse every connection of this process from now on; it cannot be taken back."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        os.environ[name] = "1"
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _DOORS:
        raise PermissionError(f"{event}: a local model opens no connection")

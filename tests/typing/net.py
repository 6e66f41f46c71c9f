"""Types of the network's public face: never run, only checked."""

from collections.abc import Callable
from typing import assert_type

from trainkit.net import retry


@retry(delays_s=[1.0], deadline_s=10.0)
def fetch(day: str, *, pages: int = 1) -> list[str]:
    """Fetch pages of a day."""
    return [day] * pages


def decorated() -> None:
    """A decorated function keeps its parameters and its result."""
    assert_type(fetch("Monday", pages=2), list[str])
    fetch(pages=2)  # type: ignore[call-arg]
    fetch("Monday", pages="2")  # type: ignore[arg-type]
    plain: Callable[[str], list[str]] = fetch
    assert_type(plain("Monday"), list[str])

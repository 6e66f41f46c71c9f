"""A status as shape, colour and word."""

from trainkit._html import escape
from trainkit.models.status import Status

__all__ = ["shape_of", "status_mark"]

_SHAPES = {
    "green": '<circle cx="5" cy="5" r="4.5"/>',
    "yellow": '<path d="M5 .5 9.8 9.5H.2Z"/>',
    "red": '<path d="M1 1h8v8H1Z"/>',
}


def shape_of(status: str) -> str:
    """Return the shape of a status, which has its colour too."""
    return f'<svg class="shape" viewBox="0 0 10 10" aria-hidden="true">{_SHAPES[status]}</svg>'


def status_mark(status: Status, words: str = "") -> str:
    """Return a status as shape, colour and word."""
    return f'<span class="st {status}">{shape_of(status)} {escape(words or status)}</span>'

"""The training guide as text: what every prompt begins with."""

from functools import cache
from importlib.resources import files

__all__ = ["training_guide"]


@cache
def training_guide() -> str:
    """Return how trainkit thinks about training, in words and with sources.

    It is the same text as the page of the documentation, names only rules and numbers that the
    code uses, and never changes within a version: a language model may cache it.

    Returns
    -------
    str
        Markdown, some 2,500 words.

    Examples
    --------
    >>> training_guide().splitlines()[0]
    '# The training guide'
    """
    return (files("trainkit.coach") / "training_guide.md").read_text("utf-8")

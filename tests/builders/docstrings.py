"""Parts of NumPy docstrings."""

import re

__all__ = ["section"]


def section(text: str, title: str) -> str:
    """Return the text of a section without its heading; empty if there is none."""
    found = re.search(
        rf"^ *{title}\n *-+\n(.*?)(?=\n\n? *\w[^\n]*\n *-{{3,}}|\Z)", text, re.DOTALL | re.MULTILINE
    )
    return found[1] if found else ""

"""Warns of a page that is too heavy to open on a phone; the strict build fails then."""

import logging
from typing import Any

MOST_BYTES = 1_150_000
"""Of a page alone [B]: with its style sheets, scripts and index of 270 kB it stays below 1.5 MB."""

log = logging.getLogger("mkdocs.plugins.weight")


def on_post_page(output: str, page: Any, **_: object) -> str:
    """Weigh a page as it is written."""
    size = len(output.encode())
    if size > MOST_BYTES:
        log.warning(
            "%s has %.1f MB; hide its sources with show_source: false, or split it",
            page.file.src_uri,
            size / 1e6,
        )
    return output

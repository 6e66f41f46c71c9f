"""Logs of a host on standard error, as lines of JSON."""

import logging
import os
import sys

from trainkit.telemetry import JsonLines

__all__ = ["VARIABLE", "write_logs"]

VARIABLE = "TRAINKIT_HOST_LOG"
"""The environment variable; ``json`` writes a line for each request and each event."""


def write_logs() -> logging.Handler | None:
    """Write logs where the environment asks for them; return what writes them."""
    if os.environ.get(VARIABLE) != "json":
        return None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("trainkit")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler

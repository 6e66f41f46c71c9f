"""Recordings that a service hands out as files, beside its own summaries of them."""

import tempfile
from pathlib import Path

from trainkit.models import Activity

__all__ = ["place_recording", "read_recording"]


def read_recording(content: bytes, *, timezone: str) -> tuple[Activity, ...]:
    """Read the activities of a file, or of an archive with one; empty where it has none.

    Parameters
    ----------
    content : bytes
        The file.
    timezone : str
        IANA name of the athlete's zone.

    Returns
    -------
    tuple of Activity
        In the file's order.
    """
    from trainkit.io import read

    with tempfile.TemporaryDirectory(prefix="trainkit-") as folder:
        file = Path(folder, "activity")
        file.write_bytes(content)
        history = read([file], timezone=timezone, processes=1)
        return tuple(history.originals)


def place_recording(recorded: Activity, summary: Activity) -> Activity:
    """Give a recording the place, the words and the ratings of its summary."""
    stated = {
        name: getattr(summary, name)
        for name in ("name", "notes", "rpe", "feel")
        if getattr(summary, name) is not None
    }
    return recorded.model_copy(
        update={
            **stated,
            "start": recorded.start.astimezone(summary.start.tzinfo),
            "race": recorded.race or summary.race,
            "provenance": summary.provenance.model_copy(
                update={"parent": recorded.provenance.parent}
            ),
        }
    )

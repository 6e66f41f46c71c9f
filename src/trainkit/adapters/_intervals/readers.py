"""All readers of intervals.icu's answers, in one import: it takes 200 ms."""

from trainkit.adapters._intervals.activities import read_activity, read_streams
from trainkit.adapters._intervals.events import read_event, write_event
from trainkit.adapters._intervals.wellness import read_wellness
from trainkit.io.authoring import ProblemLog

__all__ = [
    "ProblemLog",
    "read_activity",
    "read_event",
    "read_streams",
    "read_wellness",
    "write_event",
]

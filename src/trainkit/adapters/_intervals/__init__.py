"""intervals.icu: its web API, and what its answers mean."""

from trainkit.adapters._intervals.activities import read_activity, read_streams
from trainkit.adapters._intervals.calls import Calls
from trainkit.adapters._intervals.events import read_event, write_event
from trainkit.adapters._intervals.state import State
from trainkit.adapters._intervals.wellness import read_wellness

__all__ = [
    "Calls",
    "State",
    "read_activity",
    "read_event",
    "read_streams",
    "read_wellness",
    "write_event",
]

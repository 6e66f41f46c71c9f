"""intervals.icu: its web API, and what its answers mean."""

from trainkit.adapters._intervals.calls import Calls
from trainkit.adapters._intervals.state import State

__all__ = ["Calls", "State"]

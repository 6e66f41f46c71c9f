"""What happened between trainkit and the outside: counters, spans and structured logs."""

from trainkit.telemetry._logs import JsonLines, LogFolder
from trainkit.telemetry._meter import Counts, Meter, add
from trainkit.telemetry._observed import observed

__all__ = ["Counts", "JsonLines", "LogFolder", "Meter", "add", "observed"]

"""Observability of calls to backends: counters, spans and structured logs."""

from trainkit.telemetry._logs import JsonLines, LogFolder
from trainkit.telemetry._meter import Counts, Meter, add, mark
from trainkit.telemetry._observe import observe

__all__ = ["Counts", "JsonLines", "LogFolder", "Meter", "add", "mark", "observe"]

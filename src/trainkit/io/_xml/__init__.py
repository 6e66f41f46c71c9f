"""XML formats: GPX, TCX and Apple Health, streamed and tame."""

from trainkit.io._xml._apple import read_apple_health
from trainkit.io._xml._gpx import read_gpx
from trainkit.io._xml._gpx_writer import write_gpx
from trainkit.io._xml._tcx import read_tcx

__all__ = ["read_apple_health", "read_gpx", "read_tcx", "write_gpx"]

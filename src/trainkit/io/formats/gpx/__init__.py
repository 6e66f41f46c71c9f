"""GPX tracks: Garmin, Strava and most others read and write them."""

from trainkit.io.formats.gpx.reader import GpxFormat
from trainkit.io.formats.gpx.writer import write_gpx

__all__ = ["GpxFormat", "write_gpx"]

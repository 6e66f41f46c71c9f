"""Garmin Connect's JSON, of its export and of its web API."""

from trainkit.io.formats.garmin_connect.reader import GarminConnectFormat

__all__ = ["GarminConnectFormat"]

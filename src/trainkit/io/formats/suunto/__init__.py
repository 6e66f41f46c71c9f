"""Logs of Suunto's watches: the JSON of the app, and SML of its older programs."""

from trainkit.io.formats.suunto.json_log import SuuntoJsonFormat
from trainkit.io.formats.suunto.sml import SmlFormat

__all__ = ["SmlFormat", "SuuntoJsonFormat"]

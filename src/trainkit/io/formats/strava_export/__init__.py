"""``activities.csv`` of Strava's bulk export, in any of Strava's languages."""

from trainkit.io.formats.strava_export.reader import StravaExportFormat

__all__ = ["StravaExportFormat"]

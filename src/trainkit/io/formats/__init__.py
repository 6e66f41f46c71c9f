"""The built-in formats: one module or package for each, and one line here."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module

from trainkit.ports.format import Format

__all__ = ["FORMATS", "MAY_BE_EMPTY", "order_formats"]

# The module of each format and its class, or a tuple of formats.
_SPECIFIC = (
    "trainkit_json TrainkitJsonFormat",  # ours, and nothing else has to be imported for it
    "fit FitFormat",
    "trainkit_parquet TrainkitParquetFormat",
    "gpx GpxFormat",
    "tcx TcxFormat",
    "pwx PwxFormat",
    "fitlog FitlogFormat",
    "kml KmlFormat",
    "suunto SmlFormat",
    "trainer_files ZwoFormat",
    "apple_health AppleHealthFormat",
    "strava_api StravaApiFormat",
    "strava_export StravaExportFormat",
    "golden_cheetah GoldenCheetahFormat",
    "trainer_files TrainerRoadFormat",
    "polar_json PolarJsonFormat",
    "suunto SuuntoJsonFormat",
    "google_fit GoogleFitSessionFormat",
    "wearable_json OuraJsonFormat",
    "wearable_json WhoopJsonFormat",
    "wearable_json FitbitJsonFormat",
    "samsung SamsungFormat",
    "polar_csv PolarCsvFormat",
    "coros CorosFormat",
    "google_fit GoogleFitDaysFormat",
    "google_fit GoogleFitQuartersFormat",
    "garmin_list GarminListFormat",
    "whoop WhoopSleepsFormat",
    "whoop WhoopWorkoutsFormat",
    "health_exports HEALTH_EXPORTS",
    "training_peaks TrainingPeaksFormat",
    "intervals_icu IntervalsActivitiesFormat",
    "intervals_icu IntervalsWellnessFormat",
    "elitehrv EliteHrvFormat",
    "hrv4training Hrv4TrainingFormat",
    "rr_text RrTextFormat",
    "trainer_files ErgFormat",
    "icu_text IcuTextFormat",
)
_CATCH_ALL = (
    "garmin_connect GarminConnectFormat",  # takes any JSON
    "daily_table DailyTableFormat",  # takes any CSV
)

MAY_BE_EMPTY = frozenset({"garmin-connect", "strava-api"})
"""Formats of files that may have no records: an empty answer of a web API is valid."""


class _InOrder(Iterable[Format]):
    """Formats that are imported one by one, as long as none of them matches."""

    def __init__(self, homes: Sequence[str]) -> None:
        self._homes = homes

    def __iter__(self) -> Iterator[Format]:
        for home in self._homes:
            yield from _load(home)


@cache
def _load(home: str) -> tuple[Format, ...]:
    module, _, name = home.partition(" ")
    found = getattr(import_module(f"trainkit.io.formats.{module}"), name)
    return found if isinstance(found, tuple) else (found(),)


FORMATS: Iterable[Format] = _InOrder((*_SPECIFIC, *_CATCH_ALL))
"""All built-in formats; the first one that matches a file reads it."""


def order_formats(contributed: Sequence[Format]) -> Iterable[Format]:
    """Return all formats in the order in which they are asked.

    Contributed formats come after the built-in ones, but before those that take any JSON or CSV.
    """
    if not contributed:
        return FORMATS
    return (*_InOrder(_SPECIFIC), *contributed, *_InOrder(_CATCH_ALL))

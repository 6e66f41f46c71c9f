"""The built-in formats: one module or package for each, and one line in `FORMATS`."""

from collections.abc import Sequence

from trainkit.io.formats.apple_health import AppleHealthFormat
from trainkit.io.formats.coros import CorosFormat
from trainkit.io.formats.daily_table import DailyTableFormat
from trainkit.io.formats.elitehrv import EliteHrvFormat
from trainkit.io.formats.fit import FitFormat
from trainkit.io.formats.fitlog import FitlogFormat
from trainkit.io.formats.garmin_connect import GarminConnectFormat
from trainkit.io.formats.garmin_list import GarminListFormat
from trainkit.io.formats.golden_cheetah import GoldenCheetahFormat
from trainkit.io.formats.google_fit import (
    GoogleFitDaysFormat,
    GoogleFitQuartersFormat,
    GoogleFitSessionFormat,
)
from trainkit.io.formats.gpx import GpxFormat
from trainkit.io.formats.health_exports import HEALTH_EXPORTS
from trainkit.io.formats.hrv4training import Hrv4TrainingFormat
from trainkit.io.formats.icu_text import IcuTextFormat
from trainkit.io.formats.intervals_icu import IntervalsActivitiesFormat, IntervalsWellnessFormat
from trainkit.io.formats.kml import KmlFormat
from trainkit.io.formats.polar_csv import PolarCsvFormat
from trainkit.io.formats.polar_json import PolarJsonFormat
from trainkit.io.formats.pwx import PwxFormat
from trainkit.io.formats.rr_text import RrTextFormat
from trainkit.io.formats.samsung import SamsungFormat
from trainkit.io.formats.strava_api import StravaApiFormat
from trainkit.io.formats.strava_export import StravaExportFormat
from trainkit.io.formats.suunto import SmlFormat, SuuntoJsonFormat
from trainkit.io.formats.tcx import TcxFormat
from trainkit.io.formats.trainer_files import ErgFormat, TrainerRoadFormat, ZwoFormat
from trainkit.io.formats.training_peaks import TrainingPeaksFormat
from trainkit.io.formats.trainkit_json import TrainkitJsonFormat
from trainkit.io.formats.trainkit_parquet import TrainkitParquetFormat
from trainkit.io.formats.wearable_json import (
    FitbitJsonFormat,
    OuraJsonFormat,
    WhoopJsonFormat,
)
from trainkit.io.formats.whoop import WhoopSleepsFormat, WhoopWorkoutsFormat
from trainkit.ports.format import Format

__all__ = ["FORMATS", "MAY_BE_EMPTY", "order_formats"]

FORMATS: tuple[Format, ...] = (
    FitFormat(),
    TrainkitParquetFormat(),
    GpxFormat(),
    TcxFormat(),
    PwxFormat(),
    FitlogFormat(),
    KmlFormat(),
    SmlFormat(),
    ZwoFormat(),
    AppleHealthFormat(),
    TrainkitJsonFormat(),
    StravaApiFormat(),
    StravaExportFormat(),
    GoldenCheetahFormat(),
    TrainerRoadFormat(),
    PolarJsonFormat(),
    SuuntoJsonFormat(),
    GoogleFitSessionFormat(),
    OuraJsonFormat(),
    WhoopJsonFormat(),
    FitbitJsonFormat(),
    SamsungFormat(),
    PolarCsvFormat(),
    CorosFormat(),
    GoogleFitDaysFormat(),
    GoogleFitQuartersFormat(),
    GarminListFormat(),
    WhoopSleepsFormat(),
    WhoopWorkoutsFormat(),
    *HEALTH_EXPORTS,
    TrainingPeaksFormat(),
    IntervalsActivitiesFormat(),
    IntervalsWellnessFormat(),
    EliteHrvFormat(),
    Hrv4TrainingFormat(),
    RrTextFormat(),
    ErgFormat(),
    IcuTextFormat(),
    GarminConnectFormat(),  # takes any JSON
    DailyTableFormat(),  # takes any CSV
)
"""All built-in formats; the first one that matches a file reads it."""

MAY_BE_EMPTY: tuple[type, ...] = (GarminConnectFormat, StravaApiFormat)
"""Formats of files that may have no records: an empty answer of a web API is valid."""

_CATCH_ALL = (GarminConnectFormat, DailyTableFormat)


def order_formats(contributed: Sequence[Format]) -> tuple[Format, ...]:
    """Return all formats in the order in which they are asked.

    Contributed formats come after the built-in ones, but before those that take any JSON or CSV.
    """
    catch_all = tuple(format_ for format_ in FORMATS if isinstance(format_, _CATCH_ALL))
    specific = tuple(format_ for format_ in FORMATS if not isinstance(format_, _CATCH_ALL))
    return (*specific, *contributed, *catch_all)

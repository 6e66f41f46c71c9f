"""Files in and out: what devices and platforms write, as models."""

from trainkit.data_quality import Change, Cleaned, Finding, QualityReport, clean, quality
from trainkit.io import fit
from trainkit.io._fit_models import write_fit, write_fit_workout
from trainkit.io._histories import write_json, write_parquet
from trainkit.io._plans import to_ics, write_icu_workout, write_zwo
from trainkit.io._reading import Progress, read, read_csv
from trainkit.io._xml import write_gpx

__all__ = [
    "Change",
    "Cleaned",
    "Finding",
    "Progress",
    "QualityReport",
    "clean",
    "fit",
    "quality",
    "read",
    "read_csv",
    "to_ics",
    "write_fit",
    "write_fit_workout",
    "write_gpx",
    "write_icu_workout",
    "write_json",
    "write_parquet",
    "write_zwo",
]

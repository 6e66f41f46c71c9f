"""Files in and out: what devices and platforms write, as models."""

from trainkit.io import fit
from trainkit.io._fit_activity_writer import write_fit
from trainkit.io._fit_workout_writer import write_fit_workout
from trainkit.io._gpx_writer import write_gpx
from trainkit.io._history_file import write_json
from trainkit.io._parquet import write_parquet
from trainkit.io._quality import Change, Cleaned, Finding, QualityReport, clean, quality
from trainkit.io._read import Progress, read, read_csv

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
    "write_fit",
    "write_fit_workout",
    "write_gpx",
    "write_json",
    "write_parquet",
]

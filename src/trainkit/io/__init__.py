"""Files in and out: what devices and platforms write, as models.

`trainkit.io.authoring` has the building blocks of formats, for plugins.
"""

from trainkit.data_quality import Change, Cleaned, Finding, QualityReport, clean, quality
from trainkit.io import authoring, fit
from trainkit.io._reading import Progress, read, read_csv
from trainkit.io.formats.fit import write_fit, write_fit_workout
from trainkit.io.formats.gpx import write_gpx
from trainkit.io.formats.ics import to_ics
from trainkit.io.formats.icu_workout import write_icu_workout
from trainkit.io.formats.trainkit_json import write_json
from trainkit.io.formats.trainkit_parquet import write_parquet
from trainkit.io.formats.zwo import write_zwo
from trainkit.ports.read_limits import ReadLimits

__all__ = [
    "Change",
    "Cleaned",
    "Finding",
    "Progress",
    "QualityReport",
    "ReadLimits",
    "authoring",
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

"""Files in and out: what devices and platforms write, as models.

`trainkit.io.authoring` has the building blocks of formats, for plugins.
"""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
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

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_reading": "Progress read read_csv",
            "formats.fit": "write_fit write_fit_workout",
            "formats.gpx": "write_gpx",
            "formats.ics": "to_ics",
            "formats.icu_workout": "write_icu_workout",
            "formats.trainkit_json": "write_json",
            "formats.trainkit_parquet": "write_parquet",
            "formats.zwo": "write_zwo",
            "trainkit.data_quality": "Change Cleaned Finding QualityReport clean quality",
            "": "authoring fit",
            "trainkit.ports.read_limits": "ReadLimits",
        },
    )

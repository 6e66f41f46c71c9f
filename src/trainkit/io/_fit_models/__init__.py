"""FIT files as models, and models as FIT files."""

from trainkit.io._fit_models._activity_writer import write_fit
from trainkit.io._fit_models._file import read_fit
from trainkit.io._fit_models._workout_writer import write_fit_workout

__all__ = ["read_fit", "write_fit", "write_fit_workout"]

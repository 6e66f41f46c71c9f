"""FIT files as models, and models as FIT files; `trainkit.io.fit` is the decoder below them."""

from trainkit.io.formats.fit.activity_writer import write_fit
from trainkit.io.formats.fit.reader import FitFormat
from trainkit.io.formats.fit.workout_writer import write_fit_workout

__all__ = ["FitFormat", "write_fit", "write_fit_workout"]

"""Every second source of a calculator, registered by importing the subjects."""

from builders.second_sources import acwr, everyday, fitness, hrv, load, power, running
from builders.second_sources.registry import SECOND_SOURCES, Calculator, SecondSource, distort

__all__ = [
    "SECOND_SOURCES",
    "SUBJECTS",
    "Calculator",
    "SecondSource",
    "distort",
]

SUBJECTS = (acwr, everyday, fitness, hrv, load, power, running)

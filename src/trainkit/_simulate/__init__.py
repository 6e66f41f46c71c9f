"""A labelled synthetic athlete: training, sleep, morning measurements and the hidden truth."""

from trainkit._simulate.planted import SimulatedEvent
from trainkit._simulate.simulation import Simulation, Truth, simulate, simulate_with_truth
from trainkit._simulate.variation import FROZEN, REAL, Variation

__all__ = [
    "FROZEN",
    "REAL",
    "SimulatedEvent",
    "Simulation",
    "Truth",
    "Variation",
    "simulate",
    "simulate_with_truth",
]

"""A labelled synthetic athlete: training, sleep, morning measurements and the hidden truth."""

from trainkit._simulate.planted import SimulatedEvent
from trainkit._simulate.simulation import Simulation, Truth, simulate, simulate_with_truth

__all__ = ["SimulatedEvent", "Simulation", "Truth", "simulate", "simulate_with_truth"]

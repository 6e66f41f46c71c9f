"""A labelled synthetic athlete: training, sleep, morning measurements and the hidden truth."""

from trainkit._simulate.simulation import Simulation, Truth, simulate, simulate_with_truth

__all__ = ["Simulation", "Truth", "simulate", "simulate_with_truth"]

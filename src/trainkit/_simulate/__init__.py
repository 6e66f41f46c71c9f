"""A labelled synthetic athlete: training, nights and mornings, and the truth behind them."""

from trainkit._simulate._simulation import Simulation, Truth, simulate, simulate_with_truth

__all__ = ["Simulation", "Truth", "simulate", "simulate_with_truth"]

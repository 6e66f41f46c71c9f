"""Loads that count as rest and as a light day."""

__all__ = ["LIGHT_LOAD", "REST_LOAD"]

REST_LOAD = 10.0
"""The largest load of a day of rest (Training Monkey 2026); an hour at threshold is 100 [1]."""

LIGHT_LOAD = 25.0
"""The largest load of a light day [1]."""

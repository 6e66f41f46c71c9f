"""What races tell of another one: the distribution behind `running.predict_race`.

A forecast that knows more than races, such as the training to come, starts from it.
"""

from trainkit.metrics.running._predict_race import SPEEDS_M_S, KnownRaces, distribution
from trainkit.metrics.running._race_model import quantile

__all__ = ["SPEEDS_M_S", "KnownRaces", "distribution", "quantile"]

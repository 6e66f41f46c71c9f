"""Cycling power: normalized power, the mean-max curve, critical power and W' balance."""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics._hyperbola import Estimator
    from trainkit.metrics.power._critical_power import (
        CriticalPower,
        CriticalPowerMethod,
        critical_power,
        time_to_exhaustion,
    )
    from trainkit.metrics.power._mean_max import mean_max
    from trainkit.metrics.power._normalized import (
        intensity_factor,
        normalized_power,
        training_stress_score,
        variability_index,
    )
    from trainkit.metrics.power._rolling import Warmup
    from trainkit.metrics.power._steps import Gaps
    from trainkit.metrics.power._three_parameter import (
        ThreeParameterPower,
        fit_three_parameter_power,
    )
    from trainkit.metrics.power._w_prime import WPrimeModel, w_prime_balance
    from trainkit.metrics.power._xpower import XPowerMethod, xpower

__all__ = [
    "CriticalPower",
    "CriticalPowerMethod",
    "Estimator",
    "Gaps",
    "ThreeParameterPower",
    "WPrimeModel",
    "Warmup",
    "XPowerMethod",
    "critical_power",
    "fit_three_parameter_power",
    "intensity_factor",
    "mean_max",
    "normalized_power",
    "time_to_exhaustion",
    "training_stress_score",
    "variability_index",
    "w_prime_balance",
    "xpower",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_critical_power": (
                "CriticalPower CriticalPowerMethod critical_power time_to_exhaustion"
            ),
            "_mean_max": "mean_max",
            "_normalized": (
                "intensity_factor normalized_power training_stress_score variability_index"
            ),
            "_rolling": "Warmup",
            "_steps": "Gaps",
            "_three_parameter": "ThreeParameterPower fit_three_parameter_power",
            "_w_prime": "WPrimeModel w_prime_balance",
            "_xpower": "XPowerMethod xpower",
            "trainkit.metrics._hyperbola": "Estimator",
        },
    )

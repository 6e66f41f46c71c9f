"""Fitness and fatigue from load: the performance chart, and the impulse-response model.

The chart (CTL, ATL, TSB) averages load in the load's own unit. The impulse-response model predicts
performance from load; its five parameters must be identified from a person's tests.
"""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics.fitness._chart import (
        Alpha,
        Form,
        PerformanceChart,
        performance_chart,
        ramp_rate,
    )
    from trainkit.metrics.fitness._fit import (
        ImpulseResponseFit,
        ImpulseResponseIntervals,
        bootstrap_impulse_response,
        fit_impulse_response,
    )
    from trainkit.metrics.fitness._response import (
        Convention,
        PeakDays,
        ResponseStates,
        days_to_peak,
        hill_saturation,
        impulse_response,
        response_states,
    )

__all__ = [
    "Alpha",
    "Convention",
    "Form",
    "ImpulseResponseFit",
    "ImpulseResponseIntervals",
    "PeakDays",
    "PerformanceChart",
    "ResponseStates",
    "bootstrap_impulse_response",
    "days_to_peak",
    "fit_impulse_response",
    "hill_saturation",
    "impulse_response",
    "performance_chart",
    "ramp_rate",
    "response_states",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_chart": "Alpha Form PerformanceChart performance_chart ramp_rate",
            "_fit": (
                "ImpulseResponseFit ImpulseResponseIntervals bootstrap_impulse_response "
                "fit_impulse_response"
            ),
            "_response": (
                "Convention PeakDays ResponseStates days_to_peak hill_saturation "
                "impulse_response response_states"
            ),
        },
    )

"""Heart-rate variability: from RR intervals to an athlete's normal range.

Clean a recording with `clean_rr`, then compute `rmssd`, `sdnn` or `frequency_domain`; pass a series
of nights to `baseline`. All intervals are in milliseconds; NaN is a missing beat or night.
"""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics.hrv._artifacts import CleanRR, EctopicMethod, clean_rr, mark_artifacts
    from trainkit.metrics.hrv._baseline import HrvBaseline, baseline
    from trainkit.metrics.hrv._filters import (
        acar_filter,
        kamath_filter,
        karlsson_filter,
        malik_filter,
        quotient_filter,
        range_filter,
    )
    from trainkit.metrics.hrv._frequency_domain import (
        LEAST_RECORD_S,
        TASK_FORCE_BANDS,
        Detrend,
        FrequencyDomain,
        Interpolation,
        SpectrumMethod,
        frequency_domain,
    )
    from trainkit.metrics.hrv._nonlinear import Poincare, PoincareMethod, poincare, sd1, sd2
    from trainkit.metrics.hrv._time_domain import (
        Denominator,
        RateMean,
        ln_rmssd,
        mean_hr,
        pnn20,
        pnn50,
        rmssd,
        sdnn,
        sdsd,
    )

__all__ = [
    "LEAST_RECORD_S",
    "TASK_FORCE_BANDS",
    "CleanRR",
    "Denominator",
    "Detrend",
    "EctopicMethod",
    "FrequencyDomain",
    "HrvBaseline",
    "Interpolation",
    "Poincare",
    "PoincareMethod",
    "RateMean",
    "SpectrumMethod",
    "acar_filter",
    "baseline",
    "clean_rr",
    "frequency_domain",
    "kamath_filter",
    "karlsson_filter",
    "ln_rmssd",
    "malik_filter",
    "mark_artifacts",
    "mean_hr",
    "pnn20",
    "pnn50",
    "poincare",
    "quotient_filter",
    "range_filter",
    "rmssd",
    "sd1",
    "sd2",
    "sdnn",
    "sdsd",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_artifacts": "CleanRR EctopicMethod clean_rr mark_artifacts",
            "_baseline": "HrvBaseline baseline",
            "_filters": (
                "acar_filter kamath_filter karlsson_filter malik_filter quotient_filter "
                "range_filter"
            ),
            "_frequency_domain": (
                "LEAST_RECORD_S TASK_FORCE_BANDS Detrend FrequencyDomain Interpolation "
                "SpectrumMethod frequency_domain"
            ),
            "_nonlinear": "Poincare PoincareMethod poincare sd1 sd2",
            "_time_domain": "Denominator RateMean ln_rmssd mean_hr pnn20 pnn50 rmssd sdnn sdsd",
        },
    )

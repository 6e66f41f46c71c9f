"""Running: VDOT, race times, training paces, critical speed, grade, load and trend."""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics._hyperbola import Estimator
    from trainkit.metrics.running._critical_speed import (
        CriticalSpeed,
        CriticalSpeedMethod,
        critical_speed,
    )
    from trainkit.metrics.running._grade import (
        GradeModel,
        grade_adjusted_speed,
        grade_cost,
        grade_factor,
    )
    from trainkit.metrics.running._grade_curve import EMPIRICAL_GRADE
    from trainkit.metrics.running._paces import Edition, TrainingPaces, training_paces
    from trainkit.metrics.running._predict_race import RacePrediction, predict_race
    from trainkit.metrics.running._prediction import fit_riegel_exponent, riegel
    from trainkit.metrics.running._stress import running_stress_score
    from trainkit.metrics.running._trend import (
        DistanceGroup,
        DistanceTrend,
        RaceTrend,
        distance_group_trend,
        race_trend,
    )
    from trainkit.metrics.running._vdot import race_time, vdot

__all__ = [
    "EMPIRICAL_GRADE",
    "CriticalSpeed",
    "CriticalSpeedMethod",
    "DistanceGroup",
    "DistanceTrend",
    "Edition",
    "Estimator",
    "GradeModel",
    "RacePrediction",
    "RaceTrend",
    "TrainingPaces",
    "critical_speed",
    "distance_group_trend",
    "fit_riegel_exponent",
    "grade_adjusted_speed",
    "grade_cost",
    "grade_factor",
    "predict_race",
    "race_time",
    "race_trend",
    "riegel",
    "running_stress_score",
    "training_paces",
    "vdot",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_critical_speed": "CriticalSpeed CriticalSpeedMethod critical_speed",
            "_grade": "GradeModel grade_adjusted_speed grade_cost grade_factor",
            "_grade_curve": "EMPIRICAL_GRADE",
            "_paces": "Edition TrainingPaces training_paces",
            "_predict_race": "RacePrediction predict_race",
            "_prediction": "fit_riegel_exponent riegel",
            "_stress": "running_stress_score",
            "_trend": "DistanceGroup DistanceTrend RaceTrend distance_group_trend race_trend",
            "_vdot": "race_time vdot",
            "trainkit.metrics._hyperbola": "Estimator",
        },
    )

"""One example call of every public calculator; the tests that hold for all of them walk it.

Arrays are float64. `ELEMENTWISE` names the calculators that work element by element, `SERIES` those
that keep a series of shape (days,) or (days, athletes).
"""

import inspect
from collections.abc import Callable
from importlib import import_module

import numpy as np

from trainkit import metrics

HEART = {"hr_rest": 50.0, "hr_max": 190.0}
DAYS = 60
LOAD = np.resize([0.0, 60, 90, 40, 100, 0, 140], DAYS) * np.linspace(0.8, 1.2, DAYS)
RR = 850 + 40 * np.sin(np.arange(420) / 4) + 15 * np.cos(np.arange(420) * 1.7)
TIME = np.arange(0.0, 600)
PULSE = 140 + 10 * np.sin(TIME / 50)
WATTS = 200 + 50 * np.sin(TIME / 20)
TRIALS = {"power_w": [453.0, 430, 405, 375, 360], "duration_s": [160.0, 205, 260, 430, 685]}
RESPONSE = {"k1": 1.0, "tau1": 27.0, "k2": 2.0, "tau2": 10.0}
TESTS = {"test_day": np.arange(3.0, 60, 4), "test_value": 300 + np.sqrt(np.arange(3.0, 60, 4))}
RATIOS = np.array([0.8, 1.0, 1.3])

EXAMPLES: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {
    "acwr.acute_chronic": ((LOAD,), {}),
    "acwr.acwr": ((LOAD,), {}),
    "acwr.band": ((RATIOS,), {}),
    "acwr.category": ((1.0, 1.0, 0.0), {"days_since_rest": 1.0}),
    "acwr.definitions": ((LOAD,), {}),
    "acwr.divergence": ((RATIOS, RATIOS[::-1].copy()), {}),
    "acwr.load_divergence": ((LOAD, LOAD + 5), {}),
    "aerobic.decoupling": ((WATTS, PULSE), {}),
    "aerobic.decoupling_of_halves": ((193.0, 136.0, 195.0, 142.0), {}),
    "aerobic.efficiency_factor": ((np.array([192.0, 200]), np.array([150.0, 150])), {}),
    "aerobic.maximum_zones": ((), {"hr_max": 190.0}),
    "aerobic.polarization_index": ((np.array([80.0, 5, 15]),), {}),
    "aerobic.reserve_zones": ((), HEART),
    "aerobic.session_intensity": ((np.array([30.0, 25, 5, 0, 0]),), {}),
    "aerobic.time_in_zones": ((TIME, PULSE, np.array([120.0, 140, 160])), {}),
    "fitness.bootstrap_impulse_response": (
        (LOAD, TESTS["test_day"], TESTS["test_value"]),
        {"seed": 0, "resamples": 20},
    ),
    "fitness.days_to_peak": ((), RESPONSE),
    "fitness.fit_impulse_response": ((LOAD, TESTS["test_day"], TESTS["test_value"]), {}),
    "fitness.hill_saturation": ((LOAD,), {"kappa": 400.0, "delta": 200.0, "gamma": 1.55}),
    "fitness.impulse_response": ((LOAD,), {"p0": 500.0, **RESPONSE}),
    "fitness.performance_chart": ((LOAD,), {}),
    "fitness.ramp_rate": ((LOAD,), {}),
    "fitness.response_states": ((LOAD,), {"tau1": 27.0, "tau2": 10.0}),
    "hrv.acar_filter": ((RR,), {}),
    "hrv.baseline": ((4 + 0.1 * np.sin(np.arange(90.0)),), {}),
    "hrv.clean_rr": ((RR,), {}),
    "hrv.frequency_domain": ((RR,), {}),
    "hrv.kamath_filter": ((RR,), {}),
    "hrv.karlsson_filter": ((RR,), {}),
    "hrv.ln_rmssd": ((RR,), {}),
    "hrv.malik_filter": ((RR,), {}),
    "hrv.mark_artifacts": ((RR,), {}),
    "hrv.mean_hr": ((RR,), {}),
    "hrv.pnn20": ((RR,), {}),
    "hrv.pnn50": ((RR,), {}),
    "hrv.poincare": ((RR,), {}),
    "hrv.quotient_filter": ((RR,), {}),
    "hrv.range_filter": ((RR,), {}),
    "hrv.rmssd": ((RR,), {}),
    "hrv.sd1": ((RR,), {}),
    "hrv.sd2": ((RR,), {}),
    "hrv.sdnn": ((RR,), {}),
    "hrv.sdsd": ((RR,), {}),
    "load.banister_trimp": ((np.array([30.0, 60]), np.array([130.0, 150])), HEART),
    "load.banister_trimp_stream": ((TIME, PULSE), HEART),
    "load.days_since_rest": ((LOAD,), {}),
    "load.edwards_trimp": ((np.full(5, 10.0),), {}),
    "load.equivalent_distance": ((np.array([5e3, 1e4]), np.array([0.0, 100]), "running"), {}),
    "load.fit_individual_trimp": ((np.array([0.4, 0.6, 0.9]), np.array([1.4, 2.0, 4.0])), {}),
    "load.heart_rate_coverage": ((TIME, PULSE), HEART),
    "load.heart_rate_stress_score": (
        (np.array([80.0, 120]),),
        {"hr_rest": 50.0, "hr_max": 190.0, "hr_threshold": 170.0},
    ),
    "load.individual_trimp": (
        (np.array([30.0, 60]), np.array([130.0, 150])),
        {"a": 0.6, "b": 2.0, **HEART},
    ),
    "load.lucia_trimp": ((np.array([60.0, 30, 10]),), {}),
    "load.monotony": ((LOAD,), {}),
    "load.session_rpe": ((np.array([3.0, 7]), np.array([60.0, 45])), {}),
    "load.strain": ((LOAD,), {}),
    "load.strength_equivalent_distance": ((np.array([45.0, 60]),), {}),
    "power.critical_power": ((), TRIALS),
    "power.fit_three_parameter_power": ((), TRIALS),
    "power.intensity_factor": ((np.array([200.0, 250]),), {"ftp_w": 250.0}),
    "power.mean_max": ((WATTS,), {}),
    "power.normalized_power": ((WATTS,), {}),
    "power.time_to_exhaustion": ((np.array([400.0, 500]),), {"cp": 300.0, "w_prime": 2e4}),
    "power.training_stress_score": (
        (np.array([3600.0, 5400]), np.array([200.0, 220])),
        {"ftp_w": 250.0},
    ),
    "power.variability_index": ((np.array([220.0, 230]), np.array([200.0, 210])), {}),
    "power.w_prime_balance": ((WATTS,), {"cp": 220.0, "w_prime": 2e4}),
    "power.xpower": ((WATTS,), {}),
    "running.critical_speed": (([1600.0, 3200, 5000], [360.0, 780, 1260]), {}),
    "running.distance_group_trend": (([0.0, 90], [5e3, 5e3], [1300.0, 1250]), {}),
    "running.fit_riegel_exponent": (([5e3, 1e4], [1200.0, 2500]), {}),
    "running.grade_adjusted_speed": ((np.array([3.0, 3.5]), np.array([0.05, -0.05])), {}),
    "running.grade_cost": ((np.array([-0.1, 0.0, 0.1]),), {}),
    "running.grade_factor": ((np.array([-0.1, 0.0, 0.1]),), {"model": "empirical"}),
    "running.predict_race": (([5e3, 1e4], [1200.0, 2500], 21_097.5), {}),
    "running.race_time": ((np.array([40.0, 60]), np.array([5e3, 1e4])), {}),
    "running.race_trend": (([0.0, 30, 60, 90], [48.0, 49, 41, 51]), {}),
    "running.riegel": ((np.array([1200.0]), np.array([5e3]), np.array([1e4])), {}),
    "running.running_stress_score": (
        (np.array([3600.0]), np.array([3.5])),
        {"threshold_speed_m_s": 4.0},
    ),
    "running.training_paces": ((np.array([40.0, 60]),), {}),
    "running.vdot": ((np.array([5e3, 1e4]), np.array([1200.0, 2500])), {}),
    "severity.bug": ((503,), {}),
    "severity.combine": ((10.0, 4.5, 2.0), {}),
    "severity.edit_distance": ((["a", "b"], ["b"]), {}),
    "severity.performance": ((np.array([150.0, 600]),), {}),
    "severity.structure": ((["a", "b"], ["b"]), {}),
    "sleep.debt": ((np.resize([6.0, 7, 8, 9], 30),), {"need_h": 8.0}),
    "sleep.duration_score": ((np.array([5.5, 8]),), {}),
    "sleep.efficiency": ((np.array([7.0, 7.5]), np.array([8.0, 8])), {}),
    "sleep.regularity_index": (
        (np.resize([1.0] * 8 + [0.0] * 16, 24 * 8),),
        {"samples_per_day": 24},
    ),
    "sleep.score": ((np.array([8.0, 6]), np.array([30.0, np.nan])), {}),
}

ELEMENTWISE = (
    "acwr.divergence",
    "aerobic.efficiency_factor",
    "fitness.hill_saturation",
    "load.banister_trimp",
    "load.equivalent_distance",
    "load.heart_rate_stress_score",
    "load.individual_trimp",
    "load.session_rpe",
    "load.strength_equivalent_distance",
    "power.intensity_factor",
    "power.time_to_exhaustion",
    "power.training_stress_score",
    "power.variability_index",
    "running.grade_adjusted_speed",
    "running.grade_cost",
    "running.grade_factor",
    "running.race_time",
    "running.riegel",
    "running.running_stress_score",
    "running.vdot",
    "severity.performance",
    "sleep.duration_score",
    "sleep.efficiency",
    "sleep.score",
)

SERIES = (
    "acwr.acute_chronic",
    "acwr.acwr",
    "acwr.definitions",
    "acwr.load_divergence",
    "fitness.impulse_response",
    "fitness.performance_chart",
    "fitness.ramp_rate",
    "fitness.response_states",
    "hrv.baseline",
    "load.days_since_rest",
    "load.monotony",
    "load.strain",
    "sleep.debt",
)


def public_calculators() -> dict[str, Callable[..., object]]:
    """Every public function of the metrics, by ``subject.name``."""
    calculators = {}
    for subject in metrics.__all__:
        module = import_module(f"trainkit.metrics.{subject}")
        for name in module.__all__:
            value = getattr(module, name)
            if inspect.isfunction(value):
                calculators[f"{subject}.{name}"] = value
    return calculators

"""Training load of a session and of a week.

Every load is in arbitrary units (au) of its own method: loads of two methods cannot be added.
"""

from trainkit._lazy import import_on_use

TYPE_CHECKING = False  # checkers take it for true; importing typing would cost 5 ms
if TYPE_CHECKING:
    from trainkit.metrics.load._banister import (
        Sex,
        banister_trimp,
        banister_trimp_stream,
        heart_rate_coverage,
        heart_rate_stress_score,
    )
    from trainkit.metrics.load._distance import (
        DISTANCE_EQUIVALENTS,
        DistanceEquivalent,
        equivalent_distance,
        strength_equivalent_distance,
    )
    from trainkit.metrics.load._individual import (
        IndividualWeight,
        fit_individual_trimp,
        individual_trimp,
    )
    from trainkit.metrics.load._session import edwards_trimp, lucia_trimp, session_rpe
    from trainkit.metrics.load._week import days_since_rest, monotony, strain

__all__ = [
    "DISTANCE_EQUIVALENTS",
    "DistanceEquivalent",
    "IndividualWeight",
    "Sex",
    "banister_trimp",
    "banister_trimp_stream",
    "days_since_rest",
    "edwards_trimp",
    "equivalent_distance",
    "fit_individual_trimp",
    "heart_rate_coverage",
    "heart_rate_stress_score",
    "individual_trimp",
    "lucia_trimp",
    "monotony",
    "session_rpe",
    "strain",
    "strength_equivalent_distance",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_banister": (
                "Sex banister_trimp banister_trimp_stream heart_rate_coverage "
                "heart_rate_stress_score"
            ),
            "_distance": (
                "DISTANCE_EQUIVALENTS DistanceEquivalent equivalent_distance "
                "strength_equivalent_distance"
            ),
            "_individual": "IndividualWeight fit_individual_trimp individual_trimp",
            "_session": "edwards_trimp lucia_trimp session_rpe",
            "_week": "days_since_rest monotony strain",
        },
    )

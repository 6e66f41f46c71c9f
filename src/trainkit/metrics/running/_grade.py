"""Running uphill and downhill: energy cost of a grade, and the equivalent level speed."""

from typing import Literal, overload

from trainkit._array import FloatArray, Floats, broadcast, choice, finish, numbers
from trainkit.metrics.running._grade_curve import EMPIRICAL_GRADE, interpolate_grade

__all__ = ["GradeModel", "grade_adjusted_speed", "grade_cost", "grade_factor"]

GradeModel = Literal["minetti", "empirical"]

_RANGES = {
    "minetti": (-0.45, 0.45),
    "empirical": (EMPIRICAL_GRADE[0][0], EMPIRICAL_GRADE[-1][0]),
}


@overload
def grade_cost(grade: float) -> float: ...
@overload
def grade_cost(grade: Floats) -> FloatArray: ...
def grade_cost(grade: float | Floats) -> float | FloatArray:
    r"""Energy cost of running on a grade, per kilogram and metre along the slope.

    $$C_r(i) = 155.4 i^5 - 30.4 i^4 - 43.3 i^3 + 46.3 i^2 + 19.5 i + 3.6$$

    Parameters
    ----------
    grade : float or array
        Rise over run, i [1], -0.45 to 0.45: the measured range.

    Returns
    -------
    float or ndarray, shape of the input
        Cost [J/kg/m]; 3.6 on the level, least (1.78) at -0.18.

    Raises
    ------
    InvalidInput
        A grade beyond 45 %.

    References
    ----------
    - Minetti et al. 2002, J Appl Physiol 93:1039. <https://doi.org/10.1152/japplphysiol.01177.2001>

    Examples
    --------
    >>> grade_cost(0.0), round(grade_cost(0.1), 4), round(grade_cost(-0.1), 4)
    (3.6, 5.9682, 2.1517)
    """
    i = numbers("grade", grade, low=-0.45, high=0.45)
    # Minetti et al. 2002, https://doi.org/10.1152/japplphysiol.01177.2001
    cost = ((((155.4 * i - 30.4) * i - 43.3) * i + 46.3) * i + 19.5) * i + 3.6
    return finish(cost, i)


@overload
def grade_factor(grade: float, *, model: GradeModel = "minetti") -> float: ...
@overload
def grade_factor(grade: Floats, *, model: GradeModel = "minetti") -> FloatArray: ...
def grade_factor(grade: float | Floats, *, model: GradeModel = "minetti") -> float | FloatArray:
    r"""Cost of a grade relative to the level at the same speed.

    $$f(i) = \frac{C_r(i)}{C_r(0)}$$

    | `model` | what | range | at -10 % | source |
    |---|---|---|---|---|
    | `"minetti"` | measured energy cost | -45 to 45 % | 0.60 | Minetti et al. 2002 |
    | `"empirical"` | heart rate of many runners | -40 to 40 % | 0.88 | Strava 2017 |

    The empirical curve is much flatter downhill, where braking is hard but cheap in energy: the
    measured curve credits a descent with too little effort. It is a monotone cubic through the 47
    points of `EMPIRICAL_GRADE`; between 34 and 40 % it rests on the outermost points alone.

    Parameters
    ----------
    grade : float or array
        Rise over run [1], within the model's range.
    model : {"minetti", "empirical"}
        Which curve.

    Returns
    -------
    float or ndarray, shape of the input
        Factor [1]; 1 on the level.

    Raises
    ------
    InvalidInput
        A grade beyond the model's range, or an unknown model.

    References
    ----------
    - Minetti et al. 2002, J Appl Physiol 93:1039. <https://doi.org/10.1152/japplphysiol.01177.2001>
      (`"minetti"`)
    - Strava 2017, An improved GAP model, Medium. (`"empirical"`: the points that GoldenCheetah
      lists)
    - Fritsch & Butland 1984, SIAM J Sci Stat Comput 5:300. <https://doi.org/10.1137/0905021> (the
      curve between the points)

    Examples
    --------
    >>> round(grade_factor(0.1), 4), grade_factor(0.1, model="empirical")
    (1.6578, 1.48)
    """
    choice("model", model, _RANGES)
    low, high = _RANGES[model]
    i = numbers("grade", grade, low=low, high=high)
    if model == "empirical":
        return finish(interpolate_grade(i), i)
    cost: float | FloatArray = grade_cost(i)
    return finish(cost / 3.6, i)


@overload
def grade_adjusted_speed(
    speed_m_s: float, grade: float, *, model: GradeModel = "minetti"
) -> float: ...
@overload
def grade_adjusted_speed(
    speed_m_s: Floats, grade: float | Floats, *, model: GradeModel = "minetti"
) -> FloatArray: ...
@overload
def grade_adjusted_speed(
    speed_m_s: float, grade: Floats, *, model: GradeModel = "minetti"
) -> FloatArray: ...
def grade_adjusted_speed(
    speed_m_s: float | Floats, grade: float | Floats, *, model: GradeModel = "minetti"
) -> float | FloatArray:
    r"""Level speed that is as hard as a speed on a grade.

    $$v_{adj} = v \, f(i)$$

    Parameters
    ----------
    speed_m_s : float or array
        Speed along the slope [m/s], at least 0.
    grade : float or array
        Rise over run [1], within the model's range.
    model : {"minetti", "empirical"}
        Which curve, as in `grade_factor`.

    Returns
    -------
    float or ndarray, shape of the inputs
        Speed [m/s].

    Raises
    ------
    InvalidInput
        A negative speed, or a grade beyond the model's range.

    References
    ----------
    - Minetti et al. 2002, J Appl Physiol 93:1039. <https://doi.org/10.1152/japplphysiol.01177.2001>

    Examples
    --------
    >>> round(grade_adjusted_speed(3.0, 0.05), 4)
    3.9043
    """
    speed = numbers("speed_m_s", speed_m_s, low=0)
    slope = numbers("grade", grade)
    broadcast(speed_m_s=speed, grade=slope)
    factor: float | FloatArray = grade_factor(slope, model=model)
    return finish(speed * factor, speed, slope)

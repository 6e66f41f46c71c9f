"""Test functions with a known maximum, for the optimizer's benchmark."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

__all__ = ["PROBLEMS", "Problem"]

Value = float | int | str
Point = Mapping[str, Value]


@dataclass(frozen=True)
class Problem:
    """A function of reals, integers and categories, and its maximum."""

    name: str
    score: Callable[[Point], float]
    best: float
    reals: dict[str, tuple[float, float]] = field(default_factory=dict)
    integers: dict[str, tuple[int, int]] = field(default_factory=dict)
    categories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    noise: float = 0.0

    def measure(self, point: Point, rng: np.random.Generator) -> float:
        """Return the score with noise, as an experiment measures it."""
        return self.score(point) + self.noise * float(rng.standard_normal())


def _reals(point: Point) -> np.ndarray:
    return np.array([float(point[name]) for name in sorted(point)])


def branin(point: Point) -> float:
    x, y = _reals(point)
    bowl = (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
    return -float(bowl + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10)


_A = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
_P = 1e-4 * np.array(
    [
        [1312, 1696, 5569, 124, 8283, 5886],
        [2329, 4135, 8307, 3736, 1004, 9991],
        [2348, 1451, 3522, 2883, 3047, 6650],
        [4047, 8828, 8732, 5743, 1091, 381],
    ]
)
_ALPHA = np.array([1.0, 1.2, 3.0, 3.2])


def hartmann(point: Point) -> float:
    x = _reals(point)
    return float(_ALPHA @ np.exp(-(_A * (x - _P) ** 2).sum(axis=1)))


def ackley(point: Point) -> float:
    x = _reals(point)
    bowl = -20 * math.exp(-0.2 * math.sqrt(float((x**2).mean())))
    return -float(bowl - math.exp(float(np.cos(2 * math.pi * x).mean())) + 20 + math.e)


def rosenbrock(point: Point) -> float:
    x = _reals(point)
    return -float((100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum())


def styblinski(point: Point) -> float:
    x = _reals(point)
    return -float((x**4 - 16 * x**2 + 5 * x).sum() / 2)


def levy(point: Point) -> float:
    w = 1 + (_reals(point) - 1) / 4
    middle = ((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(math.pi * w[:-1] + 1) ** 2)).sum()
    last = (w[-1] - 1) ** 2 * (1 + np.sin(2 * math.pi * w[-1]) ** 2)
    return -float(np.sin(math.pi * w[0]) ** 2 + middle + last)


_RNG = np.random.default_rng(2026)
_WANT = _RNG.uniform(0.1, 0.9, 14)
_PAY = _RNG.uniform(0.0, 1.0, (6, 4))
_LETTERS = ("a", "b", "c", "d")


def mixed(point: Point) -> float:
    real = np.array([float(point[f"r{k}"]) for k in range(8)])
    whole = np.array([float(point[f"i{k}"]) / 10 for k in range(6)])
    away = np.abs(np.concatenate([real, whole]) - _WANT)
    away[8:] -= np.abs(np.round(10 * _WANT[8:]) / 10 - _WANT[8:])  # the nearest integer is best
    letters = [_LETTERS.index(str(point[f"c{k}"])) for k in range(6)]
    lost = sum(float(_PAY[k].max() - _PAY[k, letter]) for k, letter in enumerate(letters))
    coupled = 2 * (away[0] * (1 + letters[0] % 2)) ** 2
    return -float(6 * (away**2).sum() + 1.5 * lost + coupled)


def _box(dimensions: int, low: float, high: float) -> dict[str, tuple[float, float]]:
    return {f"x{k}": (low, high) for k in range(dimensions)}


_MIXED = {
    "reals": {f"r{k}": (0.0, 1.0) for k in range(8)},
    "integers": {f"i{k}": (0, 10) for k in range(6)},
    "categories": {f"c{k}": _LETTERS for k in range(6)},
}
_BRANIN = {"x0": (-5.0, 10.0), "x1": (0.0, 15.0)}

PROBLEMS = {
    problem.name: problem
    for problem in (
        Problem("Branin", branin, -0.39788735772973816, _BRANIN),
        Problem("Hartmann-6", hartmann, 3.322368011391339, _box(6, 0, 1)),
        Problem("Ackley-5", ackley, 0.0, _box(5, -5, 10)),
        Problem("mixed 20", mixed, 0.0, **_MIXED),  # type: ignore[arg-type]
        Problem("Branin with noise", branin, -0.39788735772973816, _BRANIN, noise=5.0),
        Problem("Hartmann-6 with noise", hartmann, 3.322368011391339, _box(6, 0, 1), noise=0.2),
        Problem("Rosenbrock-4", rosenbrock, 0.0, _box(4, -2, 2)),
        Problem("Styblinski-6", styblinski, 6 * 39.16616570377142, _box(6, -5, 5)),
        Problem("Levy-8", levy, 0.0, _box(8, -10, 10)),
    )
}

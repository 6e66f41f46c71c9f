"""The optimizer's own time, how it grows with trials, and what a campaign adds to its injector."""

import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import cast

import numpy as np
from harness import Row, best_seconds
from optimize_problems import PROBLEMS, Problem
from optimizer_peers import space_of

from trainkit.chaos import Campaign, analyze, read_settings
from trainkit.models import Observation, Span
from trainkit.optimize import Limits, Optimizer
from trainkit.plugins import Registry
from trainkit.ports import FaultInjector

SHOP = Path(__file__).parents[1] / "examples" / "faults" / "shop.yaml"


def rows(*, quick: bool) -> list[Row]:
    found = []
    for name, limit in (("Hartmann-6", 10), ("mixed 20", 20)):
        took = searched(PROBLEMS[name], trials=20 if quick else 60, seeds=1 if quick else 5)
        label = f"ask and tell, {name}, median of the first 60 trials"
        found.append(row(label, float(np.median(took)), limit))
        found.append(row(f"ask and tell, {name}, p95", float(np.percentile(took, 95)), 40))
    for trials in (100, 300) if quick else (200, 400, 700, 1000):
        ms = at(PROBLEMS["Hartmann-6"], trials)
        found.append(row(f"ask and tell, Hartmann-6, at {trials:,} trials", ms, 150))
    found.append(row("one trial of a campaign at 100 trials, its injector aside", overhead(), 100))
    found.append(row("severity of a trace of 1,000 spans", analyzed(), 100))
    return found


def row(work: str, ms: float, limit: float) -> Row:
    return Row(work, f"{ms:.2f} ms", "one core", ms, "ms", f"<= {limit:g}")


def searched(problem: Problem, *, trials: int, seeds: int) -> list[float]:
    took = []
    for seed in range(seeds):
        optimizer = Optimizer(space_of(problem), seed=seed)
        for _ in range(trials):
            took.append(once(optimizer, problem))  # noqa: PERF401 - in this order
    return took


def once(optimizer: Optimizer, problem: Problem) -> float:
    begun = time.perf_counter()
    point = optimizer.ask()
    asked = time.perf_counter() - begun
    score = problem.score(point)
    begun = time.perf_counter()
    optimizer.tell(point, score)
    return 1e3 * (asked + time.perf_counter() - begun)


def at(problem: Problem, trials: int) -> float:
    """Median of ten trials after so many were told."""
    space = space_of(problem)
    optimizer = Optimizer(space, seed=1)
    for point in space.sample(trials, seed=3):
        optimizer.tell(point, problem.score(point))
    once(optimizer, problem)
    return float(np.median([once(optimizer, problem) for _ in range(10)]))


def overhead() -> float:
    """What a trial of a campaign takes at 100 trials beyond what its injector does."""
    injector = cast("FaultInjector", Registry().make("fault_injector", "simulated"))
    spent = [0.0]

    class Timed:
        """The fault injector, with the time spent in it."""

        def __getattr__(self, name: str) -> object:
            def call(*arguments: object, **options: object) -> object:
                begun = time.perf_counter()
                try:
                    return getattr(injector, name)(*arguments, **options)
                finally:
                    spent[0] += time.perf_counter() - begun

            return call

    marks: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        Campaign(
            read_settings(SHOP),
            cast("FaultInjector", Timed()),
            path=Path(folder) / "campaign",
            limits=Limits(trials=105),
            on_trial=lambda _: marks.append((time.perf_counter(), spent[0])),
        ).run()
    own = [b[0] - a[0] - (b[1] - a[1]) for a, b in pairwise(marks[94:])]
    return 1e3 * float(np.median(own))


def analyzed() -> float:
    rng = np.random.default_rng(0)
    spans = [Span(operation=f"operation-{k}") for k in rng.integers(50, size=2_000)]
    baseline, seen = (Observation(spans=tuple(part)) for part in (spans[:1000], spans[1000:]))
    return 1e3 * best_seconds(lambda: analyze(seen, baseline=baseline))

"""The optimizer's own time, its growth with trials, and a campaign's overhead per trial."""

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
    table = []
    for name, limit in (("Hartmann-6", 10), ("mixed 20", 20)):
        took_ms = time_trials(PROBLEMS[name], trials=20 if quick else 60, seeds=1 if quick else 5)
        label = f"ask and tell, {name}, median of the first 60 trials"
        table.append(row(label, float(np.median(took_ms)), limit))
        table.append(row(f"ask and tell, {name}, p95", float(np.percentile(took_ms, 95)), 40))
    for trials in (100, 300) if quick else (200, 400, 700, 1000):
        ms = time_at(PROBLEMS["Hartmann-6"], trials)
        table.append(row(f"ask and tell, Hartmann-6, at {trials:,} trials", ms, 150))
    table.append(
        row(
            "one trial of a campaign at 100 trials, without its injector",
            time_campaign_overhead(),
            100,
        )
    )
    table.append(row("severity of a trace of 1,000 spans", time_analysis(), 100))
    return table


def row(work: str, ms: float, limit: float) -> Row:
    return Row(work, f"{ms:.2f} ms", "one core", ms, "ms", f"<= {limit:g}")


def time_trials(problem: Problem, *, trials: int, seeds: int) -> list[float]:
    """Time each ask and tell of some searches [ms]."""
    took_ms = []
    for seed in range(seeds):
        optimizer = Optimizer(space_of(problem), seed=seed)
        for _ in range(trials):
            took_ms.append(time_trial(optimizer, problem))  # noqa: PERF401 - the order matters
    return took_ms


def time_trial(optimizer: Optimizer, problem: Problem) -> float:
    """Time an ask and a tell together [ms]."""
    start = time.perf_counter()
    point = optimizer.ask()
    asked_s = time.perf_counter() - start
    score = problem.score(point)
    start = time.perf_counter()
    optimizer.tell(point, score)
    return 1e3 * (asked_s + time.perf_counter() - start)


def time_at(problem: Problem, trials: int) -> float:
    """Return the median time of ten trials after some earlier ones [ms]."""
    space = space_of(problem)
    optimizer = Optimizer(space, seed=1)
    for point in space.sample(trials, seed=3):
        optimizer.tell(point, problem.score(point))
    time_trial(optimizer, problem)
    return float(np.median([time_trial(optimizer, problem) for _ in range(10)]))


def time_campaign_overhead() -> float:
    """Return the time of a trial at 100 trials, without that of the injector [ms]."""
    injector = cast("FaultInjector", Registry().make("fault_injector", "simulated"))
    spent = [0.0]

    class Timed:
        """The fault injector, timed."""

        def __getattr__(self, name: str) -> object:
            def call(*arguments: object, **options: object) -> object:
                start = time.perf_counter()
                try:
                    return getattr(injector, name)(*arguments, **options)
                finally:
                    spent[0] += time.perf_counter() - start

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


def time_analysis() -> float:
    """Time the analysis of a trace [ms]."""
    rng = np.random.default_rng(0)
    spans = [Span(operation=f"operation-{k}") for k in rng.integers(50, size=2_000)]
    baseline, seen = (Observation(spans=tuple(part)) for part in (spans[:1000], spans[1000:]))
    return 1e3 * best_seconds(lambda: analyze(seen, baseline=baseline))

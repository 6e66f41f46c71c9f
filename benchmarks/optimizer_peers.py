"""The optimizer beside optuna, scikit-optimize and SMAC: regret and time in one run, one thread.

Run by ``nox -s bench-peers``; ``--write`` inserts the table into docs/benchmarks.md. Fast searches
take 20 seeds each; those that need minutes per seed take five.
"""

import argparse
import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from optimize_problems import PROBLEMS, Point, Problem

import trainkit as tk

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- optimizers: begin -->\n", "<!-- optimizers: end -->\n"
TRIALS = 60
SLOW_SEEDS = 5
OURS = "trainkit"


class Search(Protocol):
    """A search by any library."""

    def ask(self) -> Point:
        """Propose a point."""

    def tell(self, point: Point, score: float, /) -> None:
        """Report its score, to be maximised."""


def trainkit(problem: Problem, seed: int) -> Search:
    return tk.Optimizer(space_of(problem), seed=seed)


def random_search(problem: Problem, seed: int) -> Search:
    return tk.Optimizer(space_of(problem), seed=seed, surrogate="random")


def space_of(problem: Problem) -> tk.Space:
    return tk.Space(
        [
            *(tk.Real(name, *bounds) for name, bounds in problem.reals.items()),
            *(tk.Integer(name, *bounds) for name, bounds in problem.integers.items()),
            *(tk.Categorical(name, choices) for name, choices in problem.categories.items()),
        ]
    )


class Optuna:
    """Optuna's study through ask and tell."""

    def __init__(self, problem: Problem, sampler: Any) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._study = optuna.create_study(direction="maximize", sampler=sampler)
        self._problem = problem
        self._trial: Any = None

    def ask(self) -> Point:
        trial = self._trial = self._study.ask()
        problem = self._problem
        point = {name: trial.suggest_float(name, *span) for name, span in problem.reals.items()}
        point |= {name: trial.suggest_int(name, *span) for name, span in problem.integers.items()}
        return point | {
            name: trial.suggest_categorical(name, list(choices))
            for name, choices in problem.categories.items()
        }

    def tell(self, _point: Point, score: float, /) -> None:
        self._study.tell(self._trial, score)


def optuna_gp(problem: Problem, seed: int) -> Search:
    import optuna
    import torch

    torch.set_num_threads(1)
    exact = problem.noise == 0
    return Optuna(problem, optuna.samplers.GPSampler(seed=seed, deterministic_objective=exact))


def optuna_tpe(problem: Problem, seed: int) -> Search:
    import optuna

    return Optuna(problem, optuna.samplers.TPESampler(seed=seed))


class Skopt:
    """Scikit-optimize's optimizer, which minimises."""

    def __init__(self, problem: Problem, seed: int, estimator: str) -> None:
        import skopt
        from skopt.space import Categorical, Integer, Real

        dimensions = [
            *(Real(*span, name=name) for name, span in problem.reals.items()),
            *(Integer(*span, name=name) for name, span in problem.integers.items()),
            *(Categorical(choices, name=name) for name, choices in problem.categories.items()),
        ]
        self._names = [dimension.name for dimension in dimensions]
        self._optimizer = skopt.Optimizer(
            dimensions, base_estimator=estimator, random_state=seed, n_initial_points=10
        )

    def ask(self) -> Point:
        return dict(zip(self._names, self._optimizer.ask(), strict=True))

    def tell(self, point: Point, score: float, /) -> None:
        self._optimizer.tell([point[name] for name in self._names], -score)


def skopt_forest(problem: Problem, seed: int) -> Search:
    return Skopt(problem, seed, "RF")


def skopt_gp(problem: Problem, seed: int) -> Search:
    return Skopt(problem, seed, "GP")


class Smac:
    """SMAC's hyperparameter facade, which minimises."""

    def __init__(self, problem: Problem, seed: int) -> None:
        from ConfigSpace import Categorical, ConfigurationSpace, Float, Integer
        from smac import HyperparameterOptimizationFacade, Scenario

        space = ConfigurationSpace(seed=seed)
        space.add(
            [
                *(Float(name, span) for name, span in problem.reals.items()),
                *(Integer(name, span) for name, span in problem.integers.items()),
                *(Categorical(name, list(all_)) for name, all_ in problem.categories.items()),
            ]
        )
        scenario = Scenario(
            space,
            n_trials=TRIALS,
            seed=seed,
            deterministic=True,
            output_directory=Path(tempfile.mkdtemp()),
        )
        initial = HyperparameterOptimizationFacade.get_initial_design(scenario, n_configs=10)
        self._smac = HyperparameterOptimizationFacade(
            scenario,
            lambda _config, seed=0: float(seed),
            initial_design=initial,
            overwrite=True,
            logging_level=False,
        )
        self._info: Any = None

    def ask(self) -> Point:
        self._info = self._smac.ask()
        return dict(self._info.config)

    def tell(self, _point: Point, score: float, /) -> None:
        from smac.runhistory.dataclasses import TrialValue

        self._smac.tell(self._info, TrialValue(cost=-score))


SEARCHES: dict[str, tuple[Callable[[Problem, int], Search], bool]] = {
    OURS: (trainkit, False),
    "random": (random_search, False),
    "optuna GP": (optuna_gp, False),
    "optuna TPE": (optuna_tpe, False),
    "skopt forest": (skopt_forest, True),
    "skopt GP": (skopt_gp, True),
    "SMAC": (Smac, True),
}


def run_search(
    make: Callable[[Problem, int], Search], problem: Problem, seed: int
) -> dict[str, Any]:
    """Return the regret after the last trial, and the time of each ask and tell [ms]."""
    search, noise = make(problem, seed), np.random.default_rng(seed + 1000)
    best, took = -np.inf, []
    for _ in range(TRIALS):
        start = time.perf_counter()
        point = search.ask()
        asked_s = time.perf_counter() - start
        score = problem.measure(point, noise)
        start = time.perf_counter()
        search.tell(point, score)
        took.append(1e3 * (asked_s + time.perf_counter() - start))
        best = max(best, problem.score(point))
    return {"regret": problem.best - best, "ms": took}


def run(names: list[str], seeds: int) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Run every search on every problem, seed by seed so that load on the machine affects all."""
    results: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for seed in range(seeds):
        for name in names:
            for search, (make, slow) in SEARCHES.items():
                if seed >= SLOW_SEEDS and slow:
                    continue
                result = run_search(make, PROBLEMS[name], seed)
                results.setdefault(name, {}).setdefault(search, []).append(result)
                print(seed, name, search, f"{result['regret']:.4f}", file=sys.stderr, flush=True)
    return results


def p_worse(ours: list[float], theirs: list[float]) -> float:
    """Return the one-sided p value of a paired Wilcoxon test that our regret is higher."""
    from scipy.stats import wilcoxon

    paired = np.array(ours[: len(theirs)]) - np.array(theirs[: len(ours)])
    return float(wilcoxon(paired, alternative="greater").pvalue) if paired.any() else 1.0


def format_table(results: dict[str, dict[str, list[dict[str, Any]]]]) -> Iterator[str]:
    """Format the table, one row per problem and search."""
    yield (
        "| problem | search | seeds | median regret | ms, median | ms, p95 "
        "| times ours | ours worse, p |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for name, searches in results.items():
        ours = searches[OURS]
        our_ms = float(np.median([ms for run in ours for ms in run["ms"]]))
        our_regrets = [run["regret"] for run in ours]
        for search, runs in searches.items():
            ms = [ms for run in runs for ms in run["ms"]]
            regrets = [run["regret"] for run in runs]
            p = "" if search == OURS else f"{p_worse(our_regrets, regrets):.2f}"
            yield (
                f"| {name} | {search} | {len(runs)} | {np.median(regrets):.4f} "
                f"| {np.median(ms):.1f} | {np.percentile(ms, 95):.1f} "
                f"| {np.median(ms) / our_ms:.1f} | {p} |"
            )


def main() -> None:
    """Print the table and write it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--raw", type=Path, help="JSON file for all figures")
    parser.add_argument("names", nargs="*", help="problems; default: all")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    results = run(arguments.names or [*PROBLEMS], arguments.seeds)
    if arguments.raw is not None:
        arguments.raw.write_text(json.dumps(results), encoding="utf-8")
    table = "\n".join(format_table(results)) + "\n"
    print(table)
    if arguments.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()

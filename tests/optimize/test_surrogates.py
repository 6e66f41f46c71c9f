"""Surrogates by extra: a random forest and scikit-optimize, reached by name."""

import math

import numpy as np
import pytest

import trainkit as tk
from trainkit.plugins import Registry

SPACE = tk.Space(
    [tk.Real("x", -3, 3), tk.Integer("n", 0, 20), tk.Categorical("c", ["a", "b", "c"])]
)


def score(point: dict[str, float]) -> float:
    return -(point["x"] ** 2) - abs(point["n"] - 7) / 4 + {"a": 0, "b": 1, "c": -1}[point["c"]]


def made(name: str, **options: object):
    if name == "skopt":
        pytest.importorskip("skopt", reason="the extra skopt is not installed")
    else:
        pytest.importorskip("sklearn", reason="the extra forest is not installed")
    return Registry().make("surrogate", name, options)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("forest", {"trees": 30}),
        ("skopt", {"estimator": "GP"}),
        ("skopt", {"estimator": "RF"}),
        ("skopt", {"estimator": "ET"}),
    ],
)
def test_it_learns_what_it_was_told(name: str, options: dict[str, object]) -> None:
    surrogate = made(name, **options)
    optimizer = tk.Optimizer(SPACE, surrogate=surrogate, seed=2)
    for _ in range(22):
        point = optimizer.ask()
        optimizer.tell(point, score(point))
    assert len(optimizer.ask(2)) == 2
    assert optimizer.best.score > -1.5
    again = tk.Optimizer(SPACE, surrogate=made(name, **options), seed=2)
    for _ in range(12):
        point = again.ask()
        again.tell(point, score(point))
    assert again.trials == optimizer.trials[:12]


def test_the_forest_is_the_mean_and_spread_of_its_trees() -> None:
    rng = np.random.default_rng(0)
    choices = np.array([0, 3])
    rows = np.column_stack([rng.random(40), rng.integers(3, size=40)])
    scores = rows[:, 0] + (rows[:, 1] == 1)
    posterior = made("forest", trees=25).fit(rows, scores, choices=choices, seed=1)
    belief = posterior.predict(rows)
    trees = posterior._forest.estimators_
    assert len(trees) == 25
    features = np.column_stack(
        [rows[:, 0], *(math.sqrt(0.5) * (rows[:, 1] == k) for k in range(3))]
    )
    each = np.array([tree.predict(features.astype(np.float32)) for tree in trees])
    assert belief.mean == pytest.approx(each.mean(axis=0))
    assert belief.sd == pytest.approx(np.maximum(each.std(axis=0), 1e-12))
    assert np.corrcoef(belief.mean, scores)[0, 1] > 0.95
    assert posterior.slopes(rows) is None


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
    with pytest.raises(tk.MissingExtra, match=r"trainkit\[forest\]"):
        Registry().make("surrogate", "forest")

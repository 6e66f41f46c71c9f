"""The optimizer: what it proposes, what it learns, and that it can be replayed."""

import math
import threading
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainkit as tk
from trainkit.optimize import Linear, expected_improvement, log_expected_improvement
from trainkit.optimize._gp import GaussianProcess
from trainkit.optimize._hyperparameters import log_density
from trainkit.ports import Surrogate

NORMAL = NormalDist()
BOX = tk.Space([tk.Real("x", -5, 10), tk.Real("y", 0, 15)])
MIXED = tk.Space(
    [
        tk.Categorical("kind", ["a", "b", "c"]),
        tk.Integer("n", 1, 30, log=True),
        tk.Real("x", 0, 1),
        tk.Real("z", 0, 1, when={"kind": ["b", "c"]}),
    ],
    constraints=[Linear({"x": 1, "n": 0.1}, at_most=2.5)],
)


def branin(point: dict[str, float]) -> float:
    x, y = point["x"], point["y"]
    bowl = (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
    return -(bowl + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10)


def mixed(point: dict[str, float]) -> float:
    bonus = {"a": 0.0, "b": 0.5, "c": 0.2}[point["kind"]]
    return bonus - (point["x"] - 0.4) ** 2 - abs(point["n"] - 12) / 20 - point.get("z", 0.0)


def run_search(optimizer: tk.Optimizer, score, trials: int) -> tk.Optimizer:
    for _ in range(trials):
        point = optimizer.ask()
        optimizer.tell(point, score(point))
    return optimizer


def test_branin_is_solved_in_forty_trials() -> None:
    """Maximum -0.397887 (Dixon and Szego 1978)."""
    for seed in range(3):
        best = run_search(tk.Optimizer(BOX, seed=seed), branin, 40).best
        assert best.score > -0.397887 - 0.01


def test_the_lowest_score_is_found_as_the_highest_is() -> None:
    up = run_search(tk.Optimizer(BOX, seed=3), branin, 30)
    down = run_search(tk.Optimizer(BOX, seed=3, maximize=False), lambda point: -branin(point), 30)
    assert [one.point for one in down.trials] == [one.point for one in up.trials]
    assert down.best.point == up.best.point
    assert down.best.score == -up.best.score
    assert down.recommended.score == pytest.approx(-up.recommended.score)
    again = tk.Optimizer.from_dict(down.to_dict())
    assert again.best == down.best
    assert again.ask() == down.ask()


def test_it_beats_random_search_on_a_mixed_space() -> None:
    ours, random = [], []
    for seed in range(5):
        ours.append(run_search(tk.Optimizer(MIXED, seed=seed), mixed, 40).best.score)
        blind = tk.Optimizer(MIXED, surrogate="random", seed=seed)
        random.append(run_search(blind, mixed, 40).best.score)
    assert np.median(ours) > np.median(random)
    assert np.median(ours) > 0.45  # of 0.5


def test_every_proposal_keeps_the_constraints_and_is_new() -> None:
    optimizer = run_search(tk.Optimizer(MIXED, seed=1), mixed, 50)
    points = [one.point for one in optimizer.trials]
    assert all(MIXED.check(one) == one for one in points)
    assert len({tuple(sorted(one.items())) for one in points}) == 50


def test_a_small_space_is_used_up_before_a_point_comes_twice() -> None:
    space = tk.Space(
        [tk.Integer("n", 0, 5), tk.Categorical("c", ["a", "b", "c"])],
        constraints=[lambda point: point["n"] + len(point["c"]) != 4],
    )
    count = 15
    for surrogate in ("gp", "random"):
        optimizer = tk.Optimizer(space, surrogate=surrogate, seed=2)
        run_search(optimizer, lambda point: float(point["n"]), count)
        assert len({tuple(one.point.items()) for one in optimizer.trials}) == count
        again = optimizer.ask()  # nothing is left: a repeat, which noise may be worth
        assert again in [one.point for one in optimizer.trials]


def test_points_asked_together_differ() -> None:
    optimizer = run_search(tk.Optimizer(BOX, seed=1), branin, 15)
    points = optimizer.ask(6)
    assert len({tuple(one.values()) for one in points}) == 6
    distances = [math.dist(a.values(), b.values()) for a in points for b in points if a is not b]
    assert np.median(distances) > 0.5


def test_the_same_seed_and_scores_give_the_same_proposals() -> None:
    first = run_search(tk.Optimizer(MIXED, seed=5), mixed, 30)
    second = run_search(tk.Optimizer(MIXED, seed=5), mixed, 30)
    other = run_search(tk.Optimizer(MIXED, seed=6), mixed, 30)
    assert first.trials == second.trials
    assert first.trials != other.trials


def test_trials_told_at_once_or_one_by_one_lead_to_the_same_proposal() -> None:
    one_by_one = run_search(tk.Optimizer(BOX, seed=4), branin, 25)
    at_once = tk.Optimizer(BOX, seed=4)
    for trial in one_by_one.trials:
        at_once.tell(*trial)
    assert at_once.ask() == one_by_one.ask()
    rebuilt = tk.Optimizer.from_dict(one_by_one.to_dict())
    assert rebuilt.trials == one_by_one.trials


def test_old_trials_count() -> None:
    optimizer = tk.Optimizer(BOX, seed=0)
    for point in BOX.sample(30, seed=9):
        optimizer.tell(point, branin(point))
    known = optimizer.best.score
    run_search(optimizer, branin, 12)
    assert optimizer.best.score > known
    assert optimizer.best.score > -0.45


def test_failed_trials_are_avoided_and_never_best() -> None:
    def half(point: dict[str, float]) -> float | None:
        return None if point["x"] > 2.5 else branin(point)

    optimizer = run_search(tk.Optimizer(BOX, seed=2), half, 40)
    failed = [one for one in optimizer.trials if one.score is None]
    assert 0 < len(failed) < 20
    assert optimizer.best.point["x"] <= 2.5
    assert sum(one.score is None for one in optimizer.trials[20:]) <= 4


def test_all_failures_leave_a_search_at_random() -> None:
    optimizer = run_search(tk.Optimizer(BOX), lambda _: math.nan, 20)
    assert optimizer.best is None
    assert optimizer.recommended is None
    assert len(optimizer.trials) == 20


def test_a_flat_score_ends_nothing() -> None:
    optimizer = run_search(tk.Optimizer(BOX), lambda _: 1.0, 20)
    assert optimizer.best.score == 1.0


def test_under_noise_the_recommended_point_is_a_good_one() -> None:
    rng = np.random.default_rng(0)
    best, recommended = [], []
    for seed in range(10):
        optimizer = tk.Optimizer(BOX, seed=seed)
        run_search(optimizer, lambda point: branin(point) + 20 * rng.normal(), 40)
        best.append(branin(optimizer.best.point))
        recommended.append(branin(optimizer.recommended.point))
    assert np.mean(recommended) > np.mean(best)


def test_defaults_are_tried_first() -> None:
    space = tk.Space([tk.Real("x", 0, 1, default=0.25), tk.Integer("n", 0, 8)])
    assert tk.Optimizer(space).ask() == {"x": 0.25, "n": 4}


def test_a_single_point_is_enough() -> None:
    space = tk.Space(
        [tk.Integer(f"n{k}", 0, 9) for k in range(6)],
        constraints=[
            tk.optimize.Linear({f"n{k}": 1}, at_least=k + 1, at_most=k + 1) for k in range(6)
        ],
    )
    only = {f"n{k}": k + 1 for k in range(6)}
    optimizer = run_search(tk.Optimizer(space), lambda _: 1.0, 12)
    assert all(one.point == only for one in optimizer.trials)


def test_a_surrogate_that_cannot_learn_yet_leaves_it_to_chance() -> None:
    class Singular(GaussianProcess):
        def fit(self, *_, **__):
            raise np.linalg.LinAlgError("singular")

    optimizer = run_search(tk.Optimizer(BOX, surrogate=Singular()), branin, 20)
    assert len({tuple(one.point.values()) for one in optimizer.trials}) == 20


def test_threads_may_share_it() -> None:
    optimizer = tk.Optimizer(BOX, seed=1)

    def work() -> None:
        run_search(optimizer, branin, 8)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    points = [tuple(one.point.values()) for one in optimizer.trials]
    assert len(points) == len(set(points)) == 64


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tk.Optimizer([tk.Real("x", 0, 1)]), "a Space"),
        (lambda: tk.Optimizer(BOX, surrogate="forest"), '"gp", "random" or a Surrogate'),
        (lambda: tk.Optimizer(BOX, surrogate=3), "Surrogate"),
        (lambda: tk.Optimizer(BOX, seed=-1), "seed"),
        (lambda: tk.Optimizer(BOX, initial=0), "initial"),
        (lambda: tk.Optimizer(BOX, xi=-1), "xi"),
        (lambda: tk.Optimizer(BOX).ask(0), "n is 0"),
        (lambda: tk.Optimizer(BOX).tell({"x": 1, "y": 99}, 1.0), "point.y"),
        (lambda: tk.Optimizer(BOX).tell({"x": 1, "y": 9}, math.inf), "finite"),
        (lambda: tk.Optimizer(BOX).tell({"x": 1, "y": 9}, "good"), "a number"),
        (lambda: tk.Optimizer(BOX).tell({"x": 1, "y": 9}, True), "a number"),
        (lambda: tk.Optimizer.from_dict({}), "given"),
    ],
)
def test_what_it_refuses(make, message: str) -> None:
    with pytest.raises(tk.InvalidInput, match=message):
        make()


def test_a_custom_surrogate() -> None:
    class Nearest:
        """Expects the score of the nearest trial, and doubts with the distance."""

        def fit(self, rows, scores, **_):
            return Near(rows, scores)

    class Near:
        def __init__(self, rows, scores) -> None:
            self.rows, self.scores = rows, scores

        def predict(self, rows):
            from trainkit.ports import Belief

            distances = np.linalg.norm(rows[:, None] - self.rows[None], axis=2)
            return Belief(self.scores[distances.argmin(axis=1)], distances.min(axis=1) + 1e-9)

        def slopes(self, _rows):
            return None

        def condition_on_mean(self, rows):
            return Near(
                np.concatenate([self.rows, rows]),
                np.concatenate([self.scores, self.predict(rows).mean]),
            )

    surrogate: Surrogate = Nearest()
    optimizer = tk.Optimizer(BOX, surrogate=surrogate, seed=1)
    assert len(optimizer.ask(12)) == 12
    assert run_search(optimizer, branin, 30).best.score > -8


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.floats(-1e3, 1e3), st.floats(0, 10))
def test_expected_improvement_is_its_closed_form(
    mean: float, sd: float, best: float, xi: float
) -> None:
    gain = mean - best - xi
    z = gain / sd
    closed = gain * NORMAL.cdf(z) + sd * NORMAL.pdf(z)
    found = expected_improvement(np.array([mean]), np.array([sd]), best, xi=xi)[0]
    assert found == pytest.approx(max(closed, 0.0), rel=1e-6, abs=1e-9 * sd)


def test_expected_improvement_without_doubt_is_zero() -> None:
    found = expected_improvement(np.array([5.0, 0.0]), np.zeros(2), 1.0, xi=0.01)
    assert found.tolist() == [0.0, 0.0]


@given(st.floats(-1e6, 50))
@settings(max_examples=300)
def test_the_logarithm_holds_far_out(z: float) -> None:
    """Near, against the formula; far out, between two bounds of Mills' ratio (Birnbaum 1942)."""
    found = log_expected_improvement(np.array([z]), np.array([1.0]), 0.0)[0]
    if z > -5:
        exact = math.log(NORMAL.pdf(z) + z * NORMAL.cdf(z))
        assert found == pytest.approx(exact, rel=1e-7, abs=1e-7)
    else:
        log_phi = -0.5 * z**2 - 0.5 * math.log(2 * math.pi)
        ratio = math.log(1 / (z**2 + 3)), math.log(1 / z**2)
        slack = 1e-15 * z**2
        assert ratio[0] + log_phi - slack <= found <= ratio[1] + log_phi + slack
    behind = log_expected_improvement(np.array([z - 1e-3 * abs(z)]), np.array([1.0]), 0.0)[0]
    assert behind <= found


def test_the_slope_of_the_density_is_the_slope() -> None:
    from scipy.optimize import check_grad

    rng = np.random.default_rng(1)
    x, pairs = rng.random((20, 3)), np.tril_indices(20, -1)
    y = np.sin(5 * x).sum(axis=1)
    d = ((x[pairs[0]] - x[pairs[1]]) ** 2).T
    for _ in range(5):
        theta = rng.standard_normal(5)
        off = check_grad(
            lambda at: log_density(at, d, pairs, y)[0],
            lambda at: log_density(at, d, pairs, y)[1],
            theta,
        )
        assert off < 1e-4 * np.linalg.norm(log_density(theta, d, pairs, y)[1])


def test_the_posterior_agrees_with_linear_algebra_written_out() -> None:
    rng = np.random.default_rng(2)
    choices = np.array([0, 3, 0])
    rows = np.column_stack([rng.random(15), rng.integers(3, size=15), rng.random(15)])
    scores = rng.standard_normal(15) * 3 + 7
    posterior = GaussianProcess().fit(rows, scores, choices=choices, seed=0)
    theta = posterior._theta
    w, s, v = np.exp(theta[:3]), math.exp(theta[3]), math.exp(theta[4])

    def k(a, b):
        squared = [w[0] * (a[0] - b[0]) ** 2, w[1] * (a[1] != b[1]), w[2] * (a[2] - b[2]) ** 2]
        r = math.sqrt(5 * sum(squared))
        return s * (1 + r + r**2 / 3) * math.exp(-r)

    matrix = np.array([[k(a, b) for b in rows] for a in rows])
    matrix += (v + 1e-9 * s) * np.eye(15)
    at = np.column_stack([rng.random(6), rng.integers(3, size=6), rng.random(6)])
    across = np.array([[k(a, b) for b in rows] for a in at])
    y = (scores - scores.mean()) / scores.std()
    mean = scores.mean() + scores.std() * across @ np.linalg.solve(matrix, y)
    variance = s - np.einsum("ij,ji->i", across, np.linalg.solve(matrix, across.T))
    found = posterior.predict(at)
    assert found.mean == pytest.approx(mean, rel=1e-7)
    assert found.sd == pytest.approx(scores.std() * np.sqrt(variance), rel=1e-5)
    slopes = posterior.slopes(at)
    for column in (0, 2):
        step = np.zeros(3)
        step[column] = 1e-6
        ahead, behind = posterior.predict(at + step), posterior.predict(at - step)
        assert slopes.mean_slope[:, column] == pytest.approx(
            (ahead.mean - behind.mean) / 2e-6, rel=1e-3, abs=1e-4
        )
        assert slopes.sd_slope[:, column] == pytest.approx(
            (ahead.sd - behind.sd) / 2e-6, rel=1e-3, abs=1e-4
        )
    conditioned = posterior.condition_on_mean(at[:1])
    assert conditioned.predict(at[:1]).mean == pytest.approx(found.mean[:1])
    assert conditioned.predict(at[:1]).sd[0] < found.sd[0]

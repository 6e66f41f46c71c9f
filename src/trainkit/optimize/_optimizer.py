"""The optimizer: proposes points, learns from their scores and reports the best."""

import contextlib
import math
import threading
from collections.abc import Iterator, Mapping
from typing import NamedTuple, overload

import numpy as np

from trainkit._array import FloatArray, number, whole
from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.optimize._dimensions import Point, Value
from trainkit.optimize._gp import GaussianProcess
from trainkit.optimize._proposal import draw_untried, propose
from trainkit.optimize.space import Space
from trainkit.ports.guard import guard_adapter
from trainkit.ports.surrogate import Posterior, Surrogate

__all__ = ["Optimizer", "Trial"]

_INITIAL = 10
_LEADERS = 64  # trials considered for the best expected score; a larger set only matters if noisy


class Trial(NamedTuple):
    """A point and its score; the score of a failed trial is None."""

    point: Point
    score: float | None


class _OptimizerState(Model):
    """The fields of `Optimizer.to_dict`; journals hold them, so the names are fixed."""

    space: dict[str, object]
    surrogate: str
    seed: int
    maximize: bool
    initial: int
    xi: float
    settle_after: int | None
    known: list[tuple[dict[str, Value], float | None]]


class Optimizer:
    """Find the point of the highest or lowest score in few trials.

    A proposal depends only on the space, the seed, the trials told so far and the points asked but
    not yet told, so a search can be replayed and resumed from its trials. No point is proposed
    twice while an untried one can be found. Thread-safe.

    Parameters
    ----------
    space : Space
        The search space.
    surrogate : "gp", "random" or Surrogate
        Learns the scores: a Gaussian process, no learning, or your own object. Names of plugins
        are for `Kit.optimizer`: installing a package never changes what this class does.
    seed : int
        The same seed makes the same proposals.
    maximize : bool
        Whether a higher score is better.
    initial : int
        Trials spread over the space before the surrogate is used, at least 1. The first is the
        default point if any dimension has a default.
    xi : float
        Exploration: the smallest gain that counts as an improvement, in the scores' unit.
    settle_after : int, optional
        Trials after which `xi` becomes 0, so that the search refines the best; never by default.

    Raises
    ------
    InvalidInput
        Not a space, an unknown surrogate, or a space without a feasible point.

    Examples
    --------
    >>> from trainkit.optimize import Real, Space
    >>> optimizer = Optimizer(Space([Real("x", -2, 2)]), seed=1)
    >>> for _ in range(15):
    ...     point = optimizer.ask()
    ...     optimizer.tell(point, -((point["x"] - 0.7) ** 2))
    >>> round(optimizer.best.point["x"], 2)
    0.7
    """

    def __init__(
        self,
        space: Space,
        *,
        surrogate: str | Surrogate = "gp",
        seed: int = 0,
        maximize: bool = True,
        initial: int = _INITIAL,
        xi: float = 0.0,
        settle_after: int | None = None,
    ) -> None:
        if not isinstance(space, Space):
            raise InvalidInput("space", space, "a Space")
        self.space = space
        self.maximize = maximize
        self._encoding = space.encoding
        self._sign = 1.0 if maximize else -1.0
        self._seed = whole("seed", seed, low=0)
        self._xi = number("xi", xi, low=0)
        self._settle_after = (
            None if settle_after is None else whole("settle_after", settle_after, low=1)
        )
        self._surrogate = _resolve_surrogate(surrogate)
        self._surrogate_name = surrogate if isinstance(surrogate, str) else type(surrogate).__name__
        self._lock = threading.RLock()
        self._rows: list[FloatArray] = []
        self._trials: list[Trial] = []
        self._pending: dict[bytes, FloatArray] = {}
        self._tried: set[bytes] = set()
        self._initial = whole("initial", initial, low=1)
        self._design = self._initial_design(self._initial)
        self._posterior: tuple[int, Posterior | None] = (0, None)
        self._notes: dict[int, str] = {}

    def to_dict(self) -> dict[str, object]:
        """Convert the optimizer and its trials to JSON-compatible dicts and lists.

        Constraint functions and custom surrogates appear only by name; pass them to `from_dict`.
        """
        return {
            "space": self.space.to_dict(),
            "surrogate": self._surrogate_name,
            "seed": self._seed,
            "maximize": self.maximize,
            "initial": self._initial,
            "xi": self._xi,
            "settle_after": self._settle_after,
            "known": [[trial.point, trial.score] for trial in self._trials],
        }

    @classmethod
    def from_dict(
        cls,
        data: Mapping[str, object],
        *,
        space: Space | None = None,
        surrogate: Surrogate | None = None,
    ) -> "Optimizer":
        """Rebuild an optimizer from the output of `to_dict`.

        Parameters
        ----------
        data : mapping
            Output of `to_dict`.
        space : Space, optional
            The space; required if a constraint is a function.
        surrogate : Surrogate, optional
            The surrogate; required if it has no name.

        Returns
        -------
        Optimizer
            An equal optimizer with the same trials.

        Raises
        ------
        InvalidInput
            The space or the surrogate cannot be rebuilt.
        """
        state = _OptimizerState.model_validate(data)
        optimizer = cls(
            Space.from_dict(state.space) if space is None else space,
            surrogate=state.surrogate if surrogate is None else surrogate,
            seed=state.seed,
            maximize=state.maximize,
            initial=state.initial,
            xi=state.xi,
            settle_after=state.settle_after,
        )
        for point, score in state.known:
            optimizer.tell(point, score)
        return optimizer

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All trials told so far, in order."""
        return tuple(self._trials)

    @property
    def best(self) -> Trial | None:
        """The trial of the best score; None before the first score."""
        with self._lock:
            scored = [trial for trial in self._trials if trial.score is not None]
            return max(scored, key=lambda trial: self._sign * (trial.score or 0.0), default=None)

    @property
    def recommended(self) -> Trial | None:
        """The tried point of the best expected score, with that score; the choice under noise.

        It is `best` while the surrogate has too few scores to learn from.
        """
        with self._lock:
            posterior = self._fit()
            with contextlib.suppress(np.linalg.LinAlgError):
                if posterior is not None:
                    order, mean = self._rank_leaders(posterior)
                    return Trial(self._trials[order[0]].point, self._sign * float(mean[0]))
            return self.best

    @property
    def notes(self) -> tuple[str, ...]:
        """When the surrogate could not be used, so that a proposal was random, and why."""
        with self._lock:
            return tuple(self._notes.values())

    @overload
    def ask(self) -> Point: ...
    @overload
    def ask(self, n: int) -> list[Point]: ...
    def ask(self, n: int | None = None) -> Point | list[Point]:
        """Propose what to try next.

        Parameters
        ----------
        n : int, optional
            Number of points, for parallel workers; each is chosen as if the points before it had
            scored as expected.

        Returns
        -------
        dict, or list of dict if `n` is given
            The proposals.
        """
        if n is None:
            return self.ask(1)[0]
        with self._lock:
            return [self._propose_point() for _ in range(whole("n", n, low=1))]

    def tell(self, point: Mapping[str, object], score: float | None) -> None:
        """Report the score of a point, whether it was proposed or comes from elsewhere.

        Parameters
        ----------
        point : mapping of str to value
            A point of the space; it may violate constraints.
        score : float or None
            Its score; None or NaN for a failed trial, which counts as the worst score before it.

        Raises
        ------
        InvalidInput
            Not a point of the space, or an infinite score.
        """
        typed, row = self._encoding.encode(point)
        checked = _check_score(score)
        with self._lock:
            key = self._encoding.key(row)
            self._pending.pop(key, None)
            self._tried.add(key)
            self._rows.append(row)
            self._trials.append(Trial(typed, checked))

    def _propose_point(self) -> Point:
        point = self._encoding.table(self._propose_row()[None, :]).points()[0]
        _, row = self._encoding.encode(point)  # the row that `tell` computes for this point
        key = self._encoding.key(row)
        # Until it is told, the point counts as tried: no worker gets it twice.
        self._pending[key] = row
        self._tried.add(key)
        return point

    def _propose_row(self) -> FloatArray:
        proposed = len(self._trials) + len(self._pending)
        for row in self._design[proposed:]:
            if self._encoding.key(row) not in self._tried:
                return np.asarray(row)
        # Seeding by the counts instead of keeping a generator makes the search resumable.
        rng = np.random.default_rng([self._seed, len(self._trials), len(self._pending)])
        posterior = self._fit()
        with self._at_random_instead():
            if posterior is not None:
                return self._propose_learned(posterior, rng)
        untried = draw_untried(self._encoding, self._tried, rng)
        return self._encoding.sample(1, rng)[0] if untried is None else untried

    @contextlib.contextmanager
    def _at_random_instead(self) -> Iterator[None]:
        """Go on without what the surrogate should have told, and note that."""
        try:
            yield
        except np.linalg.LinAlgError as error:
            trials, name = len(self._trials), self._surrogate_name
            text = f"The surrogate {name} could not be used after {trials} trials ({error})."
            self._notes[trials] = text

    def _propose_learned(self, posterior: Posterior, rng: np.random.Generator) -> FloatArray:
        """Propose the row from which the posterior expects most."""
        order, mean = self._rank_leaders(posterior)
        leaders = np.array([self._rows[k] for k in order])
        # Points under way count as if they had scored as expected, so others are proposed.
        if self._pending:
            posterior = posterior.condition_on_mean(np.array(list(self._pending.values())))
        return propose(
            self._encoding,
            posterior,
            leaders=leaders,
            best=float(mean[0]),
            xi=self._current_xi,
            tried=self._tried,
            rng=rng,
        )

    @property
    def _current_xi(self) -> float:
        settled = self._settle_after is not None and len(self._trials) >= self._settle_after
        return 0.0 if settled else self._xi

    def _rank_leaders(self, posterior: Posterior) -> tuple[list[int], FloatArray]:
        """Rank the best trials by expected score; return their indices and expected scores."""
        scores = self._scores()
        high = np.argsort(-scores, kind="stable")[:_LEADERS]
        # Under noise the best score is partly luck; its expectation is not.
        mean = posterior.predict(np.array([self._rows[k] for k in high])).mean
        order = np.argsort(-mean, kind="stable")
        return high[order].tolist(), mean[order]

    def _fit(self) -> Posterior | None:
        """Fit the surrogate to all trials; None if there is too little to learn from."""
        if self._surrogate is None:
            return None
        if self._posterior[0] != len(self._trials):
            scores = self._scores()
            posterior = None
            # Equal scores have no spread to standardise by.
            if len(np.unique(scores)) > 1:
                rows, choices = np.array(self._rows), self._encoding.choices
                with self._at_random_instead():
                    posterior = self._surrogate.fit(rows, scores, choices=choices, seed=self._seed)
            self._posterior = (len(self._trials), posterior)
        return self._posterior[1]

    def _scores(self) -> FloatArray:
        """Return scores to maximise; a failure has the worst score before it, or the first."""
        scores = np.array([math.nan if t.score is None else t.score for t in self._trials])
        scores = self._sign * scores
        finite = scores[~np.isnan(scores)]
        if len(finite) == 0:
            return np.zeros(len(scores))
        # The worst so far, not of all: later trials must not change what earlier ones taught.
        worst = np.fmin.accumulate(np.concatenate([finite[:1], scores]))[1:]
        return np.where(np.isnan(scores), worst, scores)

    def _initial_design(self, count: int) -> FloatArray:
        """Draw a Latin hypercube of feasible rows; the default point, if any, comes first.

        References
        ----------
        - McKay et al. 1979, Technometrics 21:239. <https://doi.org/10.1080/00401706.1979.10489755>
        """
        encoding, rng = self._encoding, np.random.default_rng(self._seed)
        strata = np.argsort(rng.random((count, len(encoding.choices))), axis=0)
        cube = (strata + rng.random(strata.shape)) / count
        rows = encoding.from_unit_cube(cube)
        outside = ~encoding.feasible(rows)
        # The cube knows no constraints: random rows replace those that violate one.
        if outside.any():
            rows[outside] = encoding.sample(int(outside.sum()), rng)
        if any(dimension.default is not None for dimension in self.space.dimensions):
            _, rows[0] = encoding.encode(self.space.default)
        return rows


def _check_score(score: object) -> float | None:
    """Return a score as a float, or None for a failed trial."""
    if score is None:
        return None
    if isinstance(score, bool) or not isinstance(score, int | float | np.number):
        raise InvalidInput("score", score, "a number, or None for a failed trial")
    if math.isinf(score):
        raise InvalidInput("score", score, "finite, or None for a failed trial")
    return None if math.isnan(score) else float(score)


def _resolve_surrogate(surrogate: str | Surrogate) -> Surrogate | None:
    if surrogate == "gp":
        return GaussianProcess()
    if surrogate == "random":
        return None
    if isinstance(surrogate, str) or not hasattr(surrogate, "fit"):
        allowed = '"gp", "random" or a Surrogate; `Kit.optimizer` takes the names of plugins'
        raise InvalidInput("surrogate", surrogate, allowed)
    return guard_adapter(surrogate, Surrogate, "surrogate")

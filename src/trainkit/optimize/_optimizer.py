"""Ask and tell: proposes points, learns their scores, and knows the best."""

import contextlib
import math
import threading
from collections.abc import Mapping
from typing import NamedTuple, overload

import numpy as np

from trainkit._array import FloatArray, number, whole
from trainkit.errors import InvalidInput
from trainkit.models.model import Model
from trainkit.optimize._dimensions import Point, Value
from trainkit.optimize._gp import GaussianProcess
from trainkit.optimize._proposal import proposed, untried
from trainkit.optimize.space import Space
from trainkit.ports.surrogate import Posterior, Surrogate

__all__ = ["Optimizer", "Trial"]

_INITIAL = 10
_LEADERS = 64  # trials that may be the best in truth; beyond, noise would have to be large


class Trial(NamedTuple):
    """A point and its score; the score of a trial that failed is None."""

    point: Point
    score: float | None


class _Recipe(Model):
    """What `Optimizer.recipe` writes."""

    space: dict[str, object]
    surrogate: str
    seed: int
    maximize: bool
    initial: int
    xi: float
    settle_after: int | None
    known: list[tuple[dict[str, Value], float | None]]


class Optimizer:
    """Finds the point of the highest score, or of the lowest, in few trials.

    A proposal follows from the space, the seed, the trials told so far, and the points that were
    asked and not told yet: so a search can be replayed, and resumed from its trials alone. It
    never proposes a point twice while it can find an untried one. Threads may share it.

    Parameters
    ----------
    space : Space
        Where to search.
    surrogate : "gp", "random" or Surrogate
        What learns the scores: a Gaussian process, nothing, or an object of your own.
    seed : int
        The same seed makes the same proposals.
    maximize : bool
        Whether a higher score is better.
    initial : int
        Trials that are spread over the space before the surrogate is asked, at least 1. The first
        is the default point, if a dimension has a default.
    xi : float
        Exploration: how much better than the best counts as better, in the scores' unit.
    settle_after : int, optional
        Trials after which `xi` is 0, so that the search dwells on the best; never, if not given.

    Raises
    ------
    InvalidInput
        Not a space, an unknown surrogate, or a space without any point that keeps its constraints.

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
        self._sign = 1.0 if maximize else -1.0
        self._seed = whole("seed", seed, low=0)
        self._xi = number("xi", xi, low=0)
        self._settle = None if settle_after is None else whole("settle_after", settle_after, low=1)
        self._surrogate = _surrogate(surrogate)
        self._named = surrogate if isinstance(surrogate, str) else type(surrogate).__name__
        self._lock = threading.RLock()
        self._rows: list[FloatArray] = []
        self._trials: list[Trial] = []
        self._pending: dict[bytes, FloatArray] = {}
        self._tried: set[bytes] = set()
        self._initial = whole("initial", initial, low=1)
        self._design = self._spread(self._initial)
        self._posterior: tuple[int, Posterior | None] = (0, None)

    @property
    def recipe(self) -> dict[str, object]:
        """What this optimizer was made from, as JSON can write it.

        A space with a function among its constraints, or a surrogate of your own, has only a name
        in it and is handed to `from_recipe` again.
        """
        space = self.space.as_plain()
        return {
            "space": space,
            "surrogate": self._named,
            "seed": self._seed,
            "maximize": self.maximize,
            "initial": self._initial,
            "xi": self._xi,
            "settle_after": self._settle,
            "known": [[one.point, one.score] for one in self._trials],
        }

    @classmethod
    def from_recipe(
        cls,
        recipe: Mapping[str, object],
        *,
        space: Space | None = None,
        surrogate: Surrogate | None = None,
    ) -> "Optimizer":
        """Make an optimizer from another's `recipe`.

        Parameters
        ----------
        recipe : mapping
            What `recipe` gave.
        space : Space, optional
            The space, needed where a constraint is a function.
        surrogate : Surrogate, optional
            The surrogate, needed where it was not given by name.

        Returns
        -------
        Optimizer
            The same, with the same trials.

        Raises
        ------
        InvalidInput
            The recipe cannot tell its space or surrogate.
        """
        read = _Recipe.model_validate(recipe)
        if space is None:
            space = Space.from_plain(read.space)
        named = read.surrogate if surrogate is None else surrogate
        made = cls(
            space,
            surrogate=named,
            seed=read.seed,
            maximize=read.maximize,
            initial=read.initial,
            xi=read.xi,
            settle_after=read.settle_after,
        )
        for point, score in read.known:
            made.tell(point, score)
        return made

    @property
    def trials(self) -> tuple[Trial, ...]:
        """Every trial that was told, in order."""
        return tuple(self._trials)

    @property
    def best(self) -> Trial | None:
        """The trial of the best score; None before a first score."""
        with self._lock:
            scored = [one for one in self._trials if one.score is not None]
            return max(scored, key=lambda one: self._sign * (one.score or 0.0), default=None)

    @property
    def recommended(self) -> Trial | None:
        """The tried point of the best expected score, and this; under noise, a better choice.

        It is `best` where the surrogate has too few scores to learn from.
        """
        with self._lock:
            posterior = self._learnt()
            if posterior is None:
                return self.best
            order, mean = self._leaders(posterior)
            return Trial(self._trials[order[0]].point, self._sign * float(mean[0]))

    @overload
    def ask(self) -> Point: ...
    @overload
    def ask(self, n: int) -> list[Point]: ...
    def ask(self, n: int | None = None) -> Point | list[Point]:
        """Propose what to try next.

        Parameters
        ----------
        n : int, optional
            How many points, for workers in parallel; each is chosen as if those asked before had
            scored as expected.

        Returns
        -------
        dict, or list of dict if `n` is given
            The proposals.
        """
        if n is None:
            return self.ask(1)[0]
        with self._lock:
            return [self._next() for _ in range(whole("n", n, low=1))]

    def tell(self, point: Mapping[str, object], score: float | None) -> None:
        """Report a trial, whether it was asked for or comes from elsewhere.

        Parameters
        ----------
        point : mapping of str to value
            A point of the space; it may break a constraint.
        score : float or None
            What it scored; None or NaN for a trial that failed, whose neighbourhood then counts
            as bad as the worst score before it.

        Raises
        ------
        InvalidInput
            Not a point of the space, or an infinite score.
        """
        own, row = self.space.box.read(point)
        scored = _checked(score)
        with self._lock:
            key = self.space.box.key(row)
            self._pending.pop(key, None)
            self._tried.add(key)
            self._rows.append(row)
            self._trials.append(Trial(own, scored))

    def _next(self) -> Point:
        point = self.space.box.table(self._row()[None, :]).points()[0]
        _, row = self.space.box.read(point)  # as it is read when the point is told
        key = self.space.box.key(row)
        self._pending[key] = row
        self._tried.add(key)
        return point

    def _row(self) -> FloatArray:
        made = len(self._trials) + len(self._pending)
        for row in self._design[made:]:
            if self.space.box.key(row) not in self._tried:
                return np.asarray(row)
        rng = np.random.default_rng([self._seed, len(self._trials), len(self._pending)])
        posterior = self._learnt()
        if posterior is None:
            other = untried(self.space.box, self._tried, rng)
            return self.space.box.sampled(1, rng)[0] if other is None else other
        order, mean = self._leaders(posterior)
        leaders = np.array([self._rows[at] for at in order])
        if self._pending:
            posterior = posterior.condition_on_mean(np.array(list(self._pending.values())))
        return proposed(
            self.space.box,
            posterior,
            leaders=leaders,
            best=float(mean[0]),
            xi=self._exploration,
            tried=self._tried,
            rng=rng,
        )

    @property
    def _exploration(self) -> float:
        settled = self._settle is not None and len(self._trials) >= self._settle
        return 0.0 if settled else self._xi

    def _leaders(self, posterior: Posterior) -> tuple[list[int], FloatArray]:
        """Trials of the best expected scores, best first, among those of good scores."""
        scores = self._scores()
        high = np.argsort(-scores, kind="stable")[:_LEADERS]
        mean = posterior.predict(np.array([self._rows[at] for at in high])).mean
        order = np.argsort(-mean, kind="stable")
        return high[order].tolist(), mean[order]

    def _learnt(self) -> Posterior | None:
        """What the surrogate learnt from all trials; None if it cannot learn yet."""
        if self._surrogate is None:
            return None
        if self._posterior[0] != len(self._trials):
            scores = self._scores()
            posterior = None
            if len(np.unique(scores)) > 1:
                rows, choices = np.array(self._rows), self.space.box.choices
                with contextlib.suppress(np.linalg.LinAlgError):  # propose at random meanwhile
                    posterior = self._surrogate.fit(rows, scores, choices=choices, seed=self._seed)
            self._posterior = (len(self._trials), posterior)
        return self._posterior[1]

    def _scores(self) -> FloatArray:
        """Scores to be maximised, each failure as bad as the worst before it or the first score."""
        given = np.array([math.nan if one.score is None else one.score for one in self._trials])
        given = self._sign * given
        known = given[~np.isnan(given)]
        if len(known) == 0:
            return np.zeros(len(given))
        worst = np.fmin.accumulate(np.concatenate([known[:1], given]))[1:]
        return np.where(np.isnan(given), worst, given)

    def _spread(self, count: int) -> FloatArray:
        """Rows of a Latin hypercube, constraints kept; the defaults first, if there are any."""
        box, rng = self.space.box, np.random.default_rng(self._seed)
        places = np.argsort(rng.random((count, len(box.choices))), axis=0)
        even = (places + rng.random(places.shape)) / count
        rows = box.spread(even)
        outside = ~box.kept(rows)
        if outside.any():
            rows[outside] = box.sampled(int(outside.sum()), rng)
        if any(one.default is not None for one in self.space.dimensions):
            _, rows[0] = box.read(self.space.default)
        return rows


def _checked(score: object) -> float | None:
    """A score as a float; None for a trial that failed."""
    if score is None:
        return None
    if isinstance(score, bool) or not isinstance(score, int | float | np.number):
        raise InvalidInput("score", score, "a number, or None for a trial that failed")
    if math.isinf(score):
        raise InvalidInput("score", score, "finite, or None for a trial that failed")
    return None if math.isnan(score) else float(score)


def _surrogate(named: str | Surrogate) -> Surrogate | None:
    if named == "gp":
        return GaussianProcess()
    if named == "random":
        return None
    if isinstance(named, str) or not hasattr(named, "fit"):
        raise InvalidInput("surrogate", named, '"gp", "random" or a Surrogate')
    return named

"""How a Kit searches with few trials."""

from typing import TYPE_CHECKING

from trainkit import optimize
from trainkit.kit._adapters import Adapters

if TYPE_CHECKING:
    from trainkit.ports import Surrogate

__all__ = ["SearchingKit"]

_BUILT_IN = ("gp", "random")


class SearchingKit:
    """The methods of a Kit around searches; a base class of `Kit`."""

    _adapters: Adapters

    @property
    def surrogate(self) -> "Surrogate | None":
        """The surrogate model; None where none was chosen."""
        return self._adapters.surrogate()

    def optimizer(
        self,
        space: "optimize.Space",
        *,
        surrogate: object = None,
        seed: int = 0,
        maximize: bool = True,
        initial: int = 10,
        xi: float = 0.0,
        settle_after: int | None = None,
    ) -> "optimize.Optimizer":
        """Make an optimizer whose surrogate may be that of a plugin, by name.

        Parameters
        ----------
        space : Space
            The search space.
        surrogate : str, mapping or Surrogate, optional
            ``"gp"``, ``"random"``, the name of a plugin that may load (``"forest"``), options that
            include its ``"name"``, or an object; by default the Kit's, else ``"gp"``.
        seed, maximize, initial, xi, settle_after
            As in `trainkit.Optimizer`.

        Returns
        -------
        Optimizer
            The optimizer. Where its surrogate fails, `Optimizer.notes` tells it.

        Raises
        ------
        InvalidInput
            As `trainkit.Optimizer` does, or an option is wrong.
        PluginError, MissingExtra
            The plugin is not installed, may not load or fails; or it needs another package.

        Examples
        --------
        >>> from trainkit import Kit, Real, Space
        >>> with Kit() as kit:
        ...     optimizer = kit.optimizer(Space([Real("x", 0, 1)]), surrogate="random")
        >>> sorted(optimizer.ask())
        ['x']
        """
        learner: str | Surrogate
        if isinstance(surrogate, str) and surrogate in _BUILT_IN:
            learner = surrogate
        else:
            learner = self._adapters.surrogate(surrogate) or "gp"
        return optimize.Optimizer(
            space,
            surrogate=learner,
            seed=seed,
            maximize=maximize,
            initial=initial,
            xi=xi,
            settle_after=settle_after,
        )

"""How a Kit tells insights, and hears what the athlete says of them."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from trainkit._array import whole

if TYPE_CHECKING:  # imported with the first insight
    from trainkit.coach import Insights
    from trainkit.kit._insights import InsightOrder, StoredInsights
    from trainkit.models import InsightFeedback

__all__ = ["InsightKit"]

_DISMISSED_DAYS = 180
_LONGEST_SNOOZE = 365


class InsightKit:
    """The methods of a Kit about insights; a base class of `Kit`."""

    @property
    def _insights(self) -> "StoredInsights":
        raise NotImplementedError

    def insights(
        self,
        kinds: Collection[str] | None = None,
        *,
        order: "InsightOrder" = "importance",
        force: bool = False,
    ) -> "Insights":
        """Tell what the athlete's own data show, as `trainkit.coach.insights` does.

        An insight is shown for seven days, and then not again for eight weeks while nothing
        changed. What was dismissed, snoozed or rated is kept in the store.

        Parameters
        ----------
        kinds : collection of str, optional
            Only these kinds; by default all.
        order : {"importance", "newest", "certainty"}
            The order.
        force : bool
            Find all of them anew, also those that were told before; what is hidden stays hidden.

        Returns
        -------
        Insights
            Up to five.

        Raises
        ------
        InvalidInput
            The order or a kind is unknown, or nothing is known of the athlete.
        """
        return self._insights.find(kinds, order, force=force)

    def dismiss_insight(self, key: str) -> None:
        """Hide an insight for half a year.

        Parameters
        ----------
        key : str
            `Insight.key`; `InvalidInput` where it was never told.
        """
        self._insights.hide(key, _DISMISSED_DAYS)

    def snooze_insight(self, key: str, days: int = 7) -> None:
        """Hide an insight for some days; where it still holds, it is told again after them.

        Parameters
        ----------
        key : str
            `Insight.key`; `InvalidInput` where it was never told.
        days : int
            1 to 365 [d].
        """
        self._insights.hide(key, whole("days", days, low=1, high=_LONGEST_SNOOZE))

    def rate_insight(self, key: str, feedback: "InsightFeedback") -> None:
        """Say whether an insight helped: later ones of its kind rank higher, or lower.

        Parameters
        ----------
        key : str
            `Insight.key`; `InvalidInput` where it was never told.
        feedback : {"helpful", "not_helpful"}
            What the athlete says.
        """
        self._insights.rate(key, feedback)

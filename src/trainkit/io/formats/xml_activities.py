"""What readers of activities in XML share: they hand on each one as soon as it is complete."""

from trainkit.io.authoring import ProblemLog, Track
from trainkit.models.activity import Activity
from trainkit.ports.format import Contents, FileContext

__all__ = ["XmlActivities"]


class XmlActivities:
    """Collects activities; a reader adds `start` and `end` for the elements of its format.

    Parameters
    ----------
    context : FileContext
        The file.
    """

    def __init__(self, context: FileContext) -> None:
        self._context = context
        self._log = ProblemLog()
        self._activities: list[Activity] = []
        self._track: Track | None = None

    def complete(self, track: Track) -> None:
        """Turn a track into an activity, and add it to `_activities`."""
        raise NotImplementedError

    def take(self) -> Contents | None:
        """Return the completed activities."""
        if not self._activities:
            return None
        activities, self._activities = tuple(self._activities), []
        return Contents(activities=activities)

    def finish(self) -> Contents:
        """Close a track that damage left open."""
        if self._track is not None:
            self.complete(self._track)
        activities = tuple(self._activities)
        return Contents(activities=activities, problems=self._log.problems(self._context))

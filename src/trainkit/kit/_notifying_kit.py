"""What a Kit tells an athlete who has not asked."""

from trainkit.kit._notices import KeptNotice, Notices
from trainkit.models.notice import Notice

__all__ = ["NotifyingKit"]


class NotifyingKit:
    """The methods of a Kit that tell notices; a base class of `Kit`."""

    _notices: Notices

    def notify(self, notice: Notice) -> list[KeptNotice]:
        """Tell the athlete something, through each notifier that is for its kind.

        It is told once, however often it is posted: in quiet hours and after a failure it waits in
        the store, and `deliver_notices` tells it later.

        Parameters
        ----------
        notice : Notice
            The notice.

        Returns
        -------
        list of KeptNotice
            What came of it, one a notifier; empty where nobody is to be told.

        Raises
        ------
        BackendError
            The store failed. A notifier that fails raises nothing.
        """
        return self._notices.post(notice)

    def deliver_notices(self) -> int:
        """Tell what waits and may be told by now, and return how many; the jobs call this."""
        return self._notices.deliver()

    def notices(self) -> list[KeptNotice]:
        """List the notices of the last two weeks and what came of them, the oldest first."""
        return self._notices.entries()

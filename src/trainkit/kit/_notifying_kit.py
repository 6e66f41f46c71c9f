"""What a Kit tells an athlete who has not asked."""

from functools import cached_property
from typing import TYPE_CHECKING

from trainkit.kit._adapters import Adapters
from trainkit.kit._data import AthleteData

if TYPE_CHECKING:  # imported with the first notice
    from trainkit.kit._channels import Channel
    from trainkit.kit._notices import KeptNotice, Notices
    from trainkit.models.notice import Notice

__all__ = ["NotifyingKit", "list_channels"]


def list_channels(notify: object) -> "tuple[Channel, ...]":
    """Return the channels of a host's notifiers; `InvalidInput` where a choice is wrong."""
    if notify is None:
        return ()
    from trainkit.kit._channels import read_channels  # most hosts have none

    return read_channels(notify)


class NotifyingKit:
    """The methods of a Kit that tell notices; a base class of `Kit`."""

    _adapters: Adapters
    _channels: "tuple[Channel, ...]"
    _data: AthleteData

    @cached_property
    def _notices(self) -> "Notices":
        from trainkit.kit._notices import Notices  # most commands tell nothing

        return Notices(self._data, self._adapters, self._channels)

    def notify(self, notice: "Notice") -> "list[KeptNotice]":
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

    def notices(self) -> "list[KeptNotice]":
        """List the notices of the last two weeks and what came of them, the oldest first."""
        return self._notices.entries()

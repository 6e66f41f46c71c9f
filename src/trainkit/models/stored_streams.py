"""Samples that a store keeps apart from their activity, unpacked when they are first read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from trainkit.models._packed_columns import PackedColumn
from trainkit.models.activity import Activity
from trainkit.models.streams import LOADER, Streams

__all__ = ["attach_streams"]


def attach_streams(activity: Activity, load: Callable[[], Streams]) -> None:
    """Give an activity that was just read its samples, which are valid already.

    Parameters
    ----------
    activity : Activity
        An activity without samples that nobody else has yet.
    load : callable
        Returns the samples; called when they are first read.
    """
    streams = _StoredStreams.__new__(_StoredStreams)
    object.__setattr__(streams, "__dict__", {LOADER: load})
    object.__setattr__(streams, "__pydantic_fields_set__", set())
    object.__setattr__(streams, "__pydantic_extra__", None)
    object.__setattr__(streams, "__pydantic_private__", None)
    vars(activity)["streams"] = streams
    activity.model_fields_set.add("streams")


class _StoredStreams(Streams):
    """Whatever is asked of them, they are first filled."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if self._fill():
                return getattr(self, name)
            return super().__getattr__(name)

        @property
        def model_fields_set(self) -> set[str]:
            self._fill()
            return super().model_fields_set

    def __getstate__(self) -> dict[Any, Any]:
        self._fill()
        return super().__getstate__()

    @property
    def _packed(self) -> dict[str, PackedColumn]:
        self._fill()
        return super()._packed

    def _columns_of(self, field: str) -> dict[str, PackedColumn]:
        self._fill()
        return super()._columns_of(field)

    def _fill(self) -> bool:
        """Load what was not loaded yet; of two threads, both may, and find the same."""
        load = self.__dict__.get(LOADER)
        if load is None:
            return False
        whole: Streams = load()
        self.__dict__.update(vars(whole))
        object.__setattr__(self, "__pydantic_fields_set__", set(whole.model_fields_set))
        self.__dict__.pop(LOADER, None)
        return True

"""Count the calls of an adapter."""

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from trainkit.telemetry._meter import Meter

__all__ = ["observe"]

Adapter = TypeVar("Adapter")


def observe(adapter: Adapter, meter: Meter, backend: str) -> Adapter:
    """Wrap an adapter so that calls of its public methods are counted, timed, logged and traced.

    Parameters
    ----------
    adapter : object
        Any adapter.
    meter : Meter
        Counts the calls.
    backend : str
        The adapter's name, such as ``"source.files"``.

    Returns
    -------
    object
        A stand-in for the adapter. Of a method that returns an iterator, each step is a call.
    """
    return cast("Adapter", _Observed(adapter, meter, backend))


class _Observed:
    def __init__(self, adapter: object, meter: Meter, backend: str) -> None:
        self._adapter, self._meter, self._backend = adapter, meter, backend

    def __getattr__(self, name: str) -> object:
        member = getattr(self._adapter, name)
        if name.startswith("_") or not callable(member):
            return member
        return self._count(name, member)

    def __repr__(self) -> str:
        return f"<{self._backend}: {self._adapter!r}>"

    def _count(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            with self._meter.call(self._backend, name):
                result = method(*args, **kwargs)
            return self._steps(name, result) if isinstance(result, Iterator) else result

        return call

    def _steps(self, name: str, iterator: Iterator[object]) -> Iterator[object]:
        while True:
            with self._meter.call(self._backend, name):
                try:
                    step = next(iterator)
                except StopIteration:
                    return
            yield step

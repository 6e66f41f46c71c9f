"""An adapter whose calls are counted."""

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from trainkit.telemetry._meter import Meter

__all__ = ["observed"]

Adapter = TypeVar("Adapter")


def observed(adapter: Adapter, meter: Meter, backend: str) -> Adapter:
    """Wrap an adapter: each call of a public method is counted, timed, logged and traced.

    Parameters
    ----------
    adapter : object
        Any adapter.
    meter : Meter
        Where it is counted.
    backend : str
        The adapter's name, such as ``"source.files"``.

    Returns
    -------
    object
        Does what the adapter does. Of a method that gives an iterator, each step is a call.
    """
    return cast("Adapter", _Observed(adapter, meter, backend))


class _Observed:
    def __init__(self, adapter: object, meter: Meter, backend: str) -> None:
        self._adapter, self._meter, self._backend = adapter, meter, backend

    def __getattr__(self, name: str) -> object:
        found = getattr(self._adapter, name)
        if name.startswith("_") or not callable(found):
            return found
        return self._counted(name, found)

    def __repr__(self) -> str:
        return f"<{self._backend}: {self._adapter!r}>"

    def _counted(self, name: str, method: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            with self._meter.call(self._backend, name):
                answer = method(*given, **named)
            return self._steps(name, answer) if isinstance(answer, Iterator) else answer

        return call

    def _steps(self, name: str, answer: Iterator[object]) -> Iterator[object]:
        while True:
            with self._meter.call(self._backend, name):
                try:
                    step = next(answer)
                except StopIteration:
                    return
            yield step

"""The end of the host: whatever runs long is told of it."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

__all__ = ["WORD", "Ending", "yield_from_thread"]

WORD = "the host ends; ask again in a moment"
"""What an open stream says last."""


class Ending:
    """Tells listeners once that the host ends. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = False
        self._listeners: set[Callable[[], object]] = set()

    @property
    def begun(self) -> bool:
        """Whether the host ends."""
        return self._begun

    def begin(self) -> None:
        """Tell all listeners, and those that come later."""
        with self._lock:
            self._begun = True
            listeners, self._listeners = self._listeners, set()
        for tell in listeners:
            tell()

    def listen(self, tell: Callable[[], object]) -> None:
        """Call back when the host ends; at once where it does already."""
        with self._lock:
            if not self._begun:
                self._listeners.add(tell)
                return
        tell()

    def forget(self, tell: Callable[[], object]) -> None:
        """Call a listener no more."""
        with self._lock:
            self._listeners.discard(tell)


async def yield_from_thread(pieces: Iterator[str], ending: Ending, last: str) -> AsyncIterator[str]:
    """Yield what a thread makes; where the host ends, yield `last` and wait no longer.

    The thread is a daemon, so that a model that is silent does not keep the process. Where the
    client leaves, it goes on to the end: what it keeps is there when the client asks again.
    """
    pipe = _Pipe()

    def end() -> None:
        pipe.put(last)
        pipe.put(None)

    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(pipe.fill, pieces), name="stream", daemon=True).start()
    ending.listen(end)
    try:
        while (piece := await pipe.queue.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        ending.forget(end)


class _Pipe:
    """Pieces on their way from a thread to the loop that made this; None is the end."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.queue: asyncio.Queue[str | BaseException | None] = asyncio.Queue()

    def put(self, piece: str | BaseException | None) -> None:
        """Hand a piece on, from any thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self._loop.call_soon_threadsafe(self.queue.put_nowait, piece)

    def fill(self, pieces: Iterator[str]) -> None:
        """Hand on all pieces, or the error that ends them."""
        try:
            for piece in pieces:
                self.put(piece)
            self.put(None)
        except BaseException as error:  # noqa: BLE001  raised where it is awaited
            self.put(error)

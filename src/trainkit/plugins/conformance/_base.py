"""What every adapter must do, whatever its kind."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, cast

import pytest

from trainkit.plugins import Kind, Registry

__all__ = ["THREADS", "Conformance", "at_once", "closed"]

THREADS = 16

_IMPORT = """
import importlib, sys, time
import trainkit.models, trainkit.ports, trainkit.plugins.hookspecs
began = time.process_time()
importlib.import_module(sys.argv[1])
print(time.process_time() - began)
"""


class Conformance:
    """Tests of any adapter.

    Attributes
    ----------
    plugin : str
        The name of its entry point, such as ``"source.mine"``; empty for an adapter without one.
    secret : str
        A secret that `adapter` is made with: it must show nowhere.
    import_ms : float
        The most processor time that importing the plugin may take [ms], beside what trainkit's
        own models take: its libraries are imported where they are used.
    """

    plugin: ClassVar[str] = ""
    secret: ClassVar[str] = ""
    import_ms: ClassVar[float] = 250.0

    @pytest.fixture
    def adapter(self) -> Any:
        """The adapter, ready to work; override this."""
        raise NotImplementedError("give a fixture `adapter`")

    @pytest.fixture(autouse=True)
    def _nothing_shows(self, request: pytest.FixtureRequest) -> Iterator[None]:
        """Whatever a test does, the adapter is closed after it, and the secret is in no log."""
        with heard() as lines:
            used = request.getfixturevalue("adapter") if "adapter" in request.fixturenames else None
            yield
            closed(used)
        assert not self.secret or self.secret not in "\n".join(lines)

    def use(self, adapter: Any) -> object:
        """Let it do once what it is there for."""
        raise NotImplementedError("the class of a kind does")

    def test_it_is_found_and_loaded_by_name(self) -> None:
        """It is listed under its name, and has options."""
        if self.plugin:
            kind, _, name = self.plugin.partition(".")
            registry = Registry()
            assert name in registry.names(cast("Kind", kind))
            assert registry.options(cast("Kind", kind), name).model_fields is not None
            assert registry.errors == {}

    def test_importing_it_is_light(self) -> None:
        """Its libraries are not imported with it."""
        if self.plugin:
            module = next(
                one.value.partition(":")[0] for one in _entries() if one.name == self.plugin
            )
            taken = [
                float(
                    subprocess.run(  # noqa: S603  this very interpreter, and a name that is installed
                        [sys.executable, "-c", _IMPORT, module],
                        check=True,
                        capture_output=True,
                        text=True,
                    ).stdout
                )
                for _ in range(3)
            ]
            assert min(taken) * 1000 <= self.import_ms

    def test_its_repr_tells_no_secret(self, adapter: Any) -> None:
        """Neither it nor its options show a secret."""
        assert not self.secret or self.secret not in repr(adapter) + str(adapter)

    def test_it_works_and_shows_no_secret(self, adapter: Any) -> None:
        """It does what it is there for."""
        assert self.use(adapter) is not None

    def test_closing_twice_does_no_harm(self, adapter: Any) -> None:
        """A host may close it again."""
        for _ in range(2):
            closed(adapter)


@contextmanager
def heard() -> Iterator[list[str]]:
    """Hear every line that any library logs, from DEBUG on, with tracebacks."""
    lines: list[str] = []
    root, handler, form = logging.getLogger(), logging.Handler(logging.DEBUG), logging.Formatter()

    def hear(record: logging.LogRecord) -> None:
        lines.append(form.format(record))

    handler.emit = hear  # type: ignore[method-assign]
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def closed(adapter: object) -> None:
    """Close an adapter that can be closed."""
    close = getattr(adapter, "close", None)
    if close is not None:
        close()


def at_once(work: Callable[[int], object], *, threads: int = THREADS) -> list[object]:
    """Do something in many threads at the same moment; the first error is raised.

    Parameters
    ----------
    work : callable
        Called with the thread's number.
    threads : int
        How many.

    Returns
    -------
    list
        What each returned, by number.
    """
    start = threading.Barrier(threads)
    answers: list[object] = [None] * threads
    errors: list[BaseException] = []

    def run(number: int) -> None:
        start.wait()
        try:
            answers[number] = work(number)
        except BaseException as error:  # noqa: BLE001  raised below
            errors.append(error)

    running = [threading.Thread(target=run, args=(one,)) for one in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join()
    if errors:
        raise errors[0]
    return answers


def _entries() -> Any:
    from importlib.metadata import entry_points  # noqa: PLC0415  once a class

    return entry_points(group="trainkit")

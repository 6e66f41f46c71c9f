"""What every plugin must do, and what every adapter must do."""

import datetime as dt
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Any, ClassVar, cast

import pytest

from trainkit.models import Athlete
from trainkit.plugins import Kind, Registry
from trainkit.plugins.hookspecs import CONTRIBUTIONS

__all__ = ["ATHLETE", "THREADS", "Conformance", "PluginConformance", "close", "run_at_once"]

THREADS = 16

ATHLETE = Athlete(
    sex="female",
    birth_date=dt.date(1990, 5, 1),
    hr_rest=50,
    hr_max=190,
    hr_threshold=170,
    threshold_speed_m_s=3.6,
)
"""Whom contributions are asked about."""

_IMPORT = """
import importlib, sys, time
from trainkit.models import *
from trainkit.ports import *
import trainkit.plugins.hookspecs
began = time.process_time()
importlib.import_module(sys.argv[1])
print(time.process_time() - began)
"""


class PluginConformance:
    """Tests of any plugin.

    Attributes
    ----------
    plugin : str
        Name of its entry point, such as ``"source.mine"``; empty for a class without one, whose
        tests of the entry point then pass.
    import_ms : float
        The most processor time that importing the plugin may take beyond trainkit's own models
        [ms]: libraries are imported where they are used.
    """

    plugin: ClassVar[str] = ""
    import_ms: ClassVar[float] = 250.0

    def test_it_is_found_and_loaded_by_name(self) -> None:
        """The registry lists the plugin under its name and loads it without an error."""
        if self.plugin:
            kind, _, name = self.plugin.partition(".")
            registry = Registry()
            assert name in registry.names(cast("Kind", kind))
            if kind == "command":
                typer = pytest.importorskip("typer", reason="the cli extra is not installed")
                registry.extend(name, typer.Typer())
            elif kind in CONTRIBUTIONS:
                contributed = registry.contributions(kind, athlete=ATHLETE)
                assert any(entry.plugin == self.plugin for entry in contributed)
            else:
                assert registry.options(cast("Kind", kind), name).model_fields is not None
            assert registry.errors == {}

    def test_importing_it_is_light(self) -> None:
        """Importing the plugin does not import its libraries."""
        if self.plugin:
            entries = entry_points(group="trainkit", name=self.plugin)
            module = next(iter(entries)).value.partition(":")[0]
            attempts = (_time_import_ms(module) for _ in range(3))  # the machine may be busy
            assert any(milliseconds <= self.import_ms for milliseconds in attempts)


class Conformance(PluginConformance):
    """Tests of any adapter.

    Attributes
    ----------
    secret : str
        A secret that `adapter` is made with: no repr, error or log may show it.
    """

    secret: ClassVar[str] = ""

    @pytest.fixture
    def adapter(self) -> Any:
        """The adapter, ready to work; override this."""
        raise NotImplementedError("give a fixture `adapter`")

    @pytest.fixture(autouse=True)
    def _keep_secret(self, request: pytest.FixtureRequest) -> Iterator[None]:
        """Close the adapter after each test, and check that no log shows the secret."""
        with capture_logs() as lines:
            adapter = (
                request.getfixturevalue("adapter") if "adapter" in request.fixturenames else None
            )
            yield
            close(adapter)
        assert not self.secret or self.secret not in "\n".join(lines)

    def use(self, adapter: Any) -> object:
        """Let the adapter do its work once; each kind's class overrides this."""
        raise NotImplementedError("give a method `use`")

    def test_its_repr_shows_no_secret(self, adapter: Any) -> None:
        """Neither the adapter nor its options show a secret."""
        assert not self.secret or self.secret not in repr(adapter) + str(adapter)

    def test_it_works_and_shows_no_secret(self, adapter: Any) -> None:
        """A typical call returns a result."""
        assert self.use(adapter) is not None

    def test_closing_twice_is_safe(self, adapter: Any) -> None:
        """A host may close the adapter again."""
        for _ in range(2):
            close(adapter)


@contextmanager
def capture_logs() -> Iterator[list[str]]:
    """Collect every line that any library logs, from DEBUG on, with tracebacks."""
    lines: list[str] = []
    root, handler = logging.getLogger(), logging.Handler(logging.DEBUG)
    formatter = logging.Formatter()

    def emit(record: logging.LogRecord) -> None:
        lines.append(formatter.format(record))

    handler.emit = emit  # type: ignore[method-assign]
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def close(adapter: object) -> None:
    """Close an adapter that has a method `close`."""
    method = getattr(adapter, "close", None)
    if method is not None:
        method()


def run_at_once(work: Callable[[int], object], *, threads: int = THREADS) -> list[object]:
    """Run something in many threads at the same moment; raise the first error.

    Parameters
    ----------
    work : callable
        Called with the thread's number.
    threads : int
        How many threads.

    Returns
    -------
    list
        What each call returned, by the thread's number.
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

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if errors:
        raise errors[0]
    return answers


def _time_import_ms(module: str) -> float:
    process = subprocess.run(  # noqa: S603  this very interpreter, and a name that is installed
        [sys.executable, "-c", _IMPORT, module], check=True, capture_output=True, text=True
    )
    return 1000 * float(process.stdout)

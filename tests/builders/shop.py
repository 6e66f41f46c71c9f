"""The services of `services.py`, started and ended by a test."""

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from builders.clocks import Clock
from trainkit.plugins import Registry

SERVICES = Path(__file__).with_name("services.py")


@contextlib.contextmanager
def running(port: int = 0) -> Iterator[int]:
    """The services in a process of their own; gives their port."""
    process = subprocess.Popen(
        [sys.executable, str(SERVICES), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def asked(port: int, path: str, body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read())


def state(port: int) -> dict[str, list[str]]:
    return asked(port, "/state")  # type: ignore[return-value]


def http_shop(port: int, *, clock: Clock | None = None, **options: object):
    """The fault injector of these services; with a clock, waiting takes no time."""
    url = f"http://127.0.0.1:{port}"
    given = {"url": url, "probe": f"{url}/shop", "probes": 1, "traces": f"{url}/trace", **options}
    if clock is None:
        return Registry().make("fault_injector", "http", given)
    made = type(Registry().make("fault_injector", "http", given))
    module = sys.modules[made.__module__]
    checked = module.HttpOptions.model_validate(given)
    return made(checked, sleep=clock.sleep, clock=clock, chance=lambda: 0.5)

"""Start and stop the services of `services.py`, and talk to them."""

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
    """Run the services in a separate process and yield their port."""
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


def request_json(port: int, path: str, body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read())


def state(port: int) -> dict[str, list[str]]:
    return request_json(port, "/state")  # type: ignore[return-value]


def http_shop(port: int, *, clock: Clock | None = None, **options: object):
    """Build the fault injector of these services; with a clock, waiting takes no time."""
    url = f"http://127.0.0.1:{port}"
    options = {"url": url, "probe": f"{url}/shop", "probes": 1, "traces": f"{url}/trace", **options}
    if clock is None:
        return Registry().make("fault_injector", "http", options)
    injector_class = type(Registry().make("fault_injector", "http", options))
    module = sys.modules[injector_class.__module__]
    checked = module.HttpOptions.model_validate(options)
    return injector_class(checked, sleep=clock.sleep, clock=clock, chance=lambda: 0.5)

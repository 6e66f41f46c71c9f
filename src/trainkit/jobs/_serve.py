"""Run the jobs as they become due, until somebody stops it."""

import logging
import threading
from collections.abc import Callable

from trainkit.errors import BackendError
from trainkit.jobs._runs import JobRun, due_jobs, run
from trainkit.kit import Kit

__all__ = ["serve"]

_LOG = logging.getLogger("trainkit.jobs")
_POLL_S = 30.0


def serve(
    kit: Kit,
    *,
    stop: threading.Event | None = None,
    told: Callable[[JobRun], object] = lambda _: None,
    wait: Callable[[float], object] | None = None,
) -> None:
    """Run the jobs as they become due. Several processes may serve one store.

    Parameters
    ----------
    kit : Kit
        Whose athlete the jobs are for.
    stop : threading.Event, optional
        Ends it after the job that is running.
    told : callable
        Is told each run.
    wait : callable, optional
        Wait for some seconds; by default, until `stop` is set.
    """
    stop = stop or threading.Event()
    pause = wait or stop.wait
    while not stop.is_set():
        try:
            kit.deliver_notices()
            for name in due_jobs(kit):
                if not stop.is_set() and (done := run(name, kit)) is not None:
                    told(done)
        except BackendError as error:  # the store: it may come back
            _LOG.warning("jobs wait: %s", error)
        pause(_POLL_S)

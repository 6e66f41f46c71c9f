"""A server on loopback, for as long as a block lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer
from typing import TypeVar

__all__ = ["serve"]

Server = TypeVar("Server", bound=BaseServer)


@contextmanager
def serve(made: Server) -> Iterator[Server]:
    """Run a server in a thread of its own."""
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()

"""Clients that send slowly hold nothing for long."""

import asyncio
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("uvicorn")

from trainkit.host import _shield
from trainkit.host._server import HEAD_S, Impatient


class Loop:
    """Remembers what it was asked to do later."""

    def __init__(self) -> None:
        self.later: list[tuple[float, Any]] = []

    def call_later(self, delay_s: float, work: Any) -> None:
        self.later.append((delay_s, work))

    def pass_time(self) -> None:
        due, self.later = self.later, []
        for _, work in due:
            work()


class Line:
    """A connection that is open until somebody closes it."""

    closed = False

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True


class Asked:
    """A request that came whole."""

    response_complete = False


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(Impatient.__base__, "connection_made", lambda *_: None)
    found = Impatient.__new__(Impatient)
    found.loop, found.transport, found.cycle = Loop(), Line(), None
    found.connection_made(found.transport)
    return found


def test_a_connection_without_a_request_is_ended(impatient: Any) -> None:
    assert [delay_s for delay_s, _ in impatient.loop.later] == [HEAD_S]
    impatient.loop.pass_time()
    assert impatient.transport.closed


def test_an_answer_may_take_long_but_not_the_next_head(impatient: Any) -> None:
    impatient.cycle = asked = Asked()
    for _ in range(3):
        impatient.loop.pass_time()
        assert not impatient.transport.closed
    asked.response_complete = True
    impatient.loop.pass_time()
    assert impatient.transport.closed
    impatient.loop.pass_time()
    assert impatient.loop.later == []


def test_a_body_that_does_not_come_is_not_waited_for(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_shield, "PATIENCE_S", 0.0)
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()  # for ever

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/goals",
        "raw_path": b"/api/v1/goals",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(client.app(scope, receive, send))
    assert sent[0]["status"] == 408

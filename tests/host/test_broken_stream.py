"""A stream of the coach that breaks off: the answer is made all the same, and can be fetched."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")

from trainkit.host._api.coach import Message, _events
from trainkit.host._ending import Ending, yield_from_thread

CHAT = "/api/v1/coach/chat"
LONG_S = 60.0


def test_the_first_event_names_the_conversation_that_has_the_answer(client: Any) -> None:
    asked = {"accept": "text/event-stream"}
    answer = client.post(CHAT, json={"message": "How recovered am I?"}, headers=asked)
    name, data = answer.text.split("\n\n")[0].split("\n")
    assert name == "event: conversation"
    key = json.loads(data[6:])
    kept = client.get(f"/api/v1/coach/conversations/{key}").json()
    assert [turn["question"] for turn in kept["turns"]] == ["How recovered am I?"]
    again = {"message": "What should I do today?", "conversation": key}
    text = client.post(CHAT, json=again, headers=asked).text
    assert text.startswith(f"event: conversation\ndata: {json.dumps(key)}\n\n")


def test_what_is_made_for_a_client_that_left_is_made_to_its_end() -> None:
    left, done = threading.Event(), threading.Event()

    def pieces() -> Iterator[str]:
        yield "one"
        left.wait(LONG_S)
        yield "two"
        done.set()

    async def leave_early() -> None:
        stream = yield_from_thread(pieces(), Ending(), "end")
        assert await anext(stream) == "one"
        await stream.aclose()  # type: ignore[attr-defined]
        left.set()
        assert await asyncio.to_thread(done.wait, LONG_S)

    asyncio.run(leave_early())


def test_an_answer_is_kept_although_the_client_heard_only_its_beginning(kit: tk.Kit) -> None:
    events = _events(lambda _: nullcontext(kit), kit.athlete_id, Message(message="How am I?"))

    async def hear_one() -> str:
        stream = yield_from_thread(events, Ending(), "end")
        first = await anext(stream)
        await stream.aclose()  # type: ignore[attr-defined]
        return first

    key = json.loads(asyncio.run(hear_one()).split("data: ")[1])
    end = time.monotonic() + LONG_S
    while not any(talk.id == key for talk in kit.conversations.list()):
        assert time.monotonic() < end
        time.sleep(0.01)
    assert kit.conversations.get(key).turns[0].answer

"""What only Anthropic's interface has: prompt caching, counting, and batches."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, RootModel

from builders.llm_servers import (
    PROTOCOLS,
    Broken,
    Failure,
    Said,
    Server,
    error_body,
    require_sdk,
    serve,
)
from builders.vendor_models import PROMPT, close_models, make_model
from trainkit.adapters.llm.anthropic import AnthropicModel
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Prompt, Reply

GUIDE = PROMPT.model_copy(update={"prefix": "How we train. " * 300})
BATCHES = "/v1/messages/batches"


class Session(BaseModel):
    minutes: int


@pytest.fixture(autouse=True)
def _setting() -> Iterator[None]:
    require_sdk("anthropic")
    yield
    close_models()


@pytest.fixture
def server() -> Iterator[Server]:
    with serve("anthropic", Said()) as running:
        yield running


def make(server: Server, **options: Any) -> AnthropicModel:
    model = make_model("anthropic", server.url, **options)
    assert isinstance(model, AnthropicModel)
    return model


@pytest.mark.parametrize(
    ("said", "note"),
    [
        (Said(), "cache inert"),
        (Said(cache_written=900), "cache: 0 tokens read, 900 written"),
        (Said(cache_read=900), "cache: 900 tokens read, 0 written"),
    ],
)
def test_the_effect_of_the_cache_is_told(said: Said, note: str) -> None:
    with serve("anthropic", said) as server:
        model = make(server)
        reply, streamed = model.reply(GUIDE), [*model.stream(GUIDE)][-1].reply  # type: ignore[union-attr]
    assert reply.notes[0].startswith(note)
    assert streamed == reply
    assert reply.cost_usd == pytest.approx(
        (120 * 1.0 + said.cache_read * 0.1 + said.cache_written * 1.25 + 20 * 5.0) / 1e6
    )


def test_only_the_prefix_is_marked_for_the_cache(server: Server) -> None:
    make(server).reply(GUIDE.model_copy(update={"system": "Today is Monday."}))
    first, second = server.requests[0]["system"]
    assert first == {
        "type": "text",
        "text": GUIDE.prefix,
        "cache_control": {"type": "ephemeral"},
    }
    assert second == {"type": "text", "text": "Today is Monday."}


def test_without_a_prefix_there_is_nothing_to_say_of_a_cache(server: Server) -> None:
    assert make(server).reply(PROMPT).notes == ()


def test_tokens_are_counted_before_a_call(server: Server) -> None:
    server.pages["/v1/messages/count_tokens"] = b'{"input_tokens": 1234}'
    assert make(server).count_tokens(GUIDE) == 1234
    assert "max_tokens" not in server.requests[0]
    assert server.requests[0]["system"][0]["text"] == GUIDE.prefix


@pytest.mark.parametrize("body", [b"{}", b"[]", b"no"])
def test_a_count_that_is_none(server: Server, body: bytes) -> None:
    server.pages["/v1/messages/count_tokens"] = body
    with pytest.raises(BackendError, match="protocol"):
        make(server).count_tokens(PROMPT)


def write_batch(server: Server, state: str, **counts: int) -> bytes:
    names = ("processing", "succeeded", "errored", "canceled", "expired")
    return json.dumps(
        {
            "id": "msgbatch_01",
            "type": "message_batch",
            "processing_status": state,
            "request_counts": {name: counts.get(name, 0) for name in names},
            "created_at": "2026-11-25T09:00:00Z",
            "expires_at": "2026-11-26T09:00:00Z",
            "results_url": f"{server.url}{BATCHES}/msgbatch_01/results",
        }
    ).encode()


def write_results(**results: dict[str, Any]) -> bytes:
    rows = [{"custom_id": name, "result": result} for name, result in results.items()]
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def succeed(said: Said) -> dict[str, Any]:
    return {"type": "succeeded", "message": PROTOCOLS["anthropic"].body(said)}


def test_a_batch_from_its_prompts_to_its_answers(server: Server) -> None:
    server.pages[BATCHES] = write_batch(server, "in_progress", processing=5)
    session = PROMPT.model_copy(update={"answer": Session})
    prompts = dict.fromkeys(("text", "form", "wrong", "broken", "late"), PROMPT)
    prompts |= {"form": session, "wrong": session}
    batch = make(server).submit_batch(prompts)
    assert (batch.id, batch.state, batch.waiting) == ("msgbatch_01", "running", 5)
    assert [row["custom_id"] for row in server.requests[0]["requests"]] == [*prompts]
    assert "output_config" in server.requests[0]["requests"][1]["params"]

    restarted, page = make(server), f"{BATCHES}/{batch.id}"  # only the id is left
    server.pages[page] = write_batch(server, "in_progress", processing=5)
    with pytest.raises(BackendError, match="running") as caught:
        restarted.collect_batch(batch.id)
    assert caught.value.retryable

    server.pages[page] = write_batch(server, "ended", succeeded=3, errored=1, expired=1)
    server.pages[f"{page}/results"] = write_results(
        late={"type": "expired"},
        text=succeed(Said()),
        form=succeed(Said(text='{"minutes": 40}')),
        wrong=succeed(Said(text='{"minutes": "many"}')),
        broken={"type": "errored", "error": error_body("anthropic", "invalid_request_error")},
    )
    polled = restarted.poll_batch(batch.id)
    assert (polled.state, polled.answered, polled.failed) == ("ended", 3, 2)
    answers = restarted.collect_batch(batch.id, prompts)
    assert set(answers) == set(prompts)
    text, form, wrong = answers["text"], answers["form"], answers["wrong"]
    assert isinstance(text, Reply)
    assert text.cost_usd == pytest.approx((120 * 1.0 + 20 * 5.0) / 1e6 / 2)
    assert isinstance(form, Reply)
    assert form.parsed == Session(minutes=40)
    assert isinstance(wrong, BackendError)
    assert wrong.cost_usd == text.cost_usd
    late, broken = answers["late"], answers["broken"]
    assert isinstance(late, BackendError)
    assert isinstance(broken, BackendError)
    assert (late.retryable, broken.retryable) == (True, False)


def test_a_batch_is_cancelled(server: Server) -> None:
    server.pages[f"{BATCHES}/msgbatch_01/cancel"] = write_batch(server, "canceling", processing=2)
    assert make(server).cancel_batch("msgbatch_01").state == "cancelling"


@pytest.mark.parametrize("answer", [Broken("reset"), Failure(500), Failure(200, b"no")])
def test_a_batch_that_may_have_been_accepted_is_not_sent_again(answer: Any) -> None:
    with serve("anthropic", answer) as server:
        model = make(server)
        with pytest.raises(BackendError, match="may have been accepted") as caught:
            model.submit_batch({"a": PROMPT})
    assert not caught.value.retryable
    assert len(server.requests) == 1


@pytest.mark.parametrize(("status", "retryable"), [(429, True), (529, True), (401, False)])
def test_a_batch_that_was_refused_may_be_sent_later(status: int, retryable: bool) -> None:
    with serve("anthropic", Failure(status, error_body("anthropic", "no"))) as server:
        model = make(server)
        with pytest.raises(BackendError) as caught:
            model.submit_batch({"a": PROMPT})
    assert caught.value.retryable is retryable
    assert "accepted" not in str(caught.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize("prompts", [{}, {"a b": PROMPT}, {"": PROMPT}])
def test_a_batch_without_prompts_or_names_is_not_sent(
    server: Server, prompts: dict[str, Prompt]
) -> None:
    with pytest.raises(InvalidInput, match="prompts"):
        make(server).submit_batch(prompts)
    assert server.requests == []


@pytest.mark.parametrize("batch", ["", "../files", "a/b?c"])
def test_an_id_that_is_none(server: Server, batch: str) -> None:
    with pytest.raises(InvalidInput, match="id of a batch"):
        make(server).poll_batch(batch)
    assert server.requests == []


def test_a_batch_that_is_not_known(server: Server) -> None:
    with pytest.raises(BackendError, match="404") as caught:
        make(server).poll_batch("msgbatch_02")
    assert not caught.value.retryable


def test_results_on_another_host_are_not_fetched(server: Server) -> None:
    with serve("anthropic") as other:
        page = f"{BATCHES}/msgbatch_01"
        server.pages[page] = write_batch(other, "ended", succeeded=1)
        with pytest.raises(BackendError, match="another host"):
            make(server, attempts=1).collect_batch("msgbatch_01")
        assert other.requests == []


class Tree(BaseModel):
    parts: list["Tree"]


class Free(BaseModel):
    load_by_day: dict[str, float]


class Pair(BaseModel):
    pair: tuple[int, str]


class Anything(BaseModel):
    thing: Any


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Tree, "its own kind"),
        (Free, "Free.load_by_day is an object with free keys"),
        (Pair, "a tuple"),
        (Anything, "of no type"),
        (RootModel[list[int]], "no object"),
    ],
)
def test_a_form_that_the_vendor_does_not_take_is_not_sent(
    server: Server, answer: type[BaseModel], words: str
) -> None:
    prompt = PROMPT.model_copy(update={"answer": answer})
    with pytest.raises(InvalidInput, match=words) as caught:
        make(server).reply(prompt)
    assert "\n" not in str(caught.value)
    assert server.requests == []

"""Servers of chat completions that know less than OpenAI's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from builders.llm_servers import Failure, Said, Spoken, error_body, require_sdk, serve
from builders.vendor_models import PROMPT, close_models, make_model
from trainkit.errors import InvalidInput
from trainkit.models import Reply, StreamEnd


class Session(BaseModel):
    minutes: int


class Free(BaseModel):
    load_by_day: dict[str, float]


SESSION = PROMPT.model_copy(update={"answer": Session})
GOOD = Said(text='{"minutes": 40}')


@pytest.fixture(autouse=True)
def _setting() -> Iterator[None]:
    require_sdk("openai")
    yield
    close_models()


def refuse(words: str) -> Failure:
    return Failure(400, error_body("compatible", "invalid_request_error", words))


def test_the_server_enforces_the_form_and_the_prompt_asks_for_it() -> None:
    with serve("compatible", GOOD) as server:
        assert make_model("compatible", server.url).reply(SESSION).parsed == Session(minutes=40)
    form = server.requests[0]["response_format"]
    assert form["json_schema"]["schema"]["required"] == ["minutes"]
    assert "JSON schema" in server.requests[0]["messages"][0]["content"]


@pytest.mark.parametrize("words", ["response_format is not supported", "Unknown: JSON schema"])
def test_a_server_without_forms_is_asked_by_prompt_alone(words: str) -> None:
    with serve("compatible", refuse(words), GOOD) as server:
        model = make_model("compatible", server.url)
        assert model.reply(SESSION).parsed == Session(minutes=40)
        assert model.reply(SESSION).parsed == Session(minutes=40)
    sent = ["response_format" in request for request in server.requests]
    assert sent == [True, False, False]


def test_the_prompt_alone_asks_where_the_host_says_so() -> None:
    with serve("compatible", GOOD) as server:
        model = make_model("compatible", server.url, answers="prompt")
        assert model.reply(SESSION).parsed == Session(minutes=40)
    assert "response_format" not in server.requests[0]


def test_a_form_that_vendors_refuse_is_left_to_the_server() -> None:
    with serve("compatible", Said(text='{"load_by_day": {"monday": 50}}')) as server:
        prompt = PROMPT.model_copy(update={"answer": Free})
        parsed = make_model("compatible", server.url).reply(prompt).parsed
    assert parsed == Free(load_by_day={"monday": 50})
    assert server.requests[0]["response_format"]["json_schema"]["strict"] is False


def test_a_server_without_usage_in_streams() -> None:
    with serve("compatible", refuse("unknown field stream_options"), Said()) as server:
        last = [*make_model("compatible", server.url).stream(PROMPT)][-1]
    assert isinstance(last, StreamEnd)
    assert ["stream_options" in request for request in server.requests] == [True, False]


def test_tokens_that_a_server_does_not_tell_are_unknown() -> None:
    body = {
        "choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}],
        "model": "tiny",
    }
    with serve("compatible", Failure(200, body)) as server:
        reply = make_model("compatible", server.url).reply(PROMPT)
    assert reply == Reply(text="Yes.", model="tiny")
    assert (reply.input_tokens, reply.cost_usd) == (None, None)


def test_a_call_without_an_identifier_gets_one() -> None:
    call: dict[str, Any] = {"function": {"name": "load", "arguments": ""}}
    message = {"content": None, "tool_calls": [call, call]}
    body = {"choices": [{"message": message, "finish_reason": "stop"}], "model": "tiny"}
    with serve("compatible", Failure(200, body)) as server:
        reply = make_model("compatible", server.url).reply(PROMPT)
    assert [call.id for call in reply.calls] == ["call_0", "call_1"]
    assert reply.stop == "tool"


def test_a_call_that_was_cut_off_is_left_out() -> None:
    call = {"id": "a", "function": {"name": "load", "arguments": '{"days": '}}
    message = {"content": None, "tool_calls": [call]}
    body = {"choices": [{"message": message, "finish_reason": "length"}], "model": "tiny"}
    with serve("compatible", Failure(200, body)) as server:
        reply = make_model("compatible", server.url).reply(PROMPT)
    assert (reply.calls, reply.stop) == ((), "length")


def test_a_whole_stream_without_its_last_line_is_whole() -> None:
    events = len(Said().text) and 4
    with serve("compatible", Spoken(events=events)) as server:
        last = [*make_model("compatible", server.url).stream(PROMPT)][-1]
    assert isinstance(last, StreamEnd)
    assert last.reply.input_tokens is None


@pytest.mark.parametrize(
    "url", ["ftp://host", "http://", "https://user:word@host/v1", "https://host/v1?key=1", "host"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make_model("compatible", url)
    assert caught.value.argument == "base_url"


def test_the_key_is_optional() -> None:
    with serve("compatible", Said()) as server:
        assert make_model("compatible", server.url, api_key=None).reply(PROMPT).text
    assert "trainkit" not in json.dumps(server.headers[0]).lower()

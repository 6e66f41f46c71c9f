"""Vendors' models through their own libraries, on loopback servers that behave and misbehave."""

import datetime as dt
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, Field

from builders.llm_servers import (
    PROTOCOLS,
    Broken,
    Failure,
    Said,
    Server,
    Spoken,
    error_body,
    require_sdk,
    serve,
)
from builders.vendor_models import (
    DAY,
    PROMPT,
    SECRET,
    VENDORS,
    VendorModel,
    close_models,
    make_model,
)
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Message, Prompt, Reply, StreamEnd, TextDelta, Tool, ToolCall

LOAD = Tool(
    name="load",
    description="The load of some days.",
    parameters={"type": "object", "properties": {"days": {"type": "integer"}}},
)
COSTS = {"anthropic": 120 * 1e-6 + 20 * 5e-6, "openai": 120 * 0.25e-6 + 20 * 2e-6}


class Session(BaseModel):
    """A session, for answers in a form."""

    sport: str
    minutes: int = Field(ge=0, le=600)
    pace_s_per_km: float | None = None


GOOD = '{"sport": "run", "minutes": 40, "pace_s_per_km": null}'
SESSION = PROMPT.model_copy(update={"answer": Session})


@pytest.fixture(params=VENDORS)
def vendor(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    require_sdk("anthropic" if name == "anthropic" else "openai")
    return name


@pytest.fixture(autouse=True)
def _close_models() -> Iterator[None]:
    yield
    close_models()


Use = Callable[[VendorModel, Prompt], Reply]


def ask(model: VendorModel, prompt: Prompt) -> Reply:
    return model.reply(prompt)


def listen(model: VendorModel, prompt: Prompt) -> Reply:
    """Listen to a stream, and check that its events are what its end says."""
    *events, last = model.stream(prompt)
    assert isinstance(last, StreamEnd)
    assert (
        "".join(event.text for event in events if isinstance(event, TextDelta)) == last.reply.text
    )
    assert tuple(event for event in events if isinstance(event, ToolCall)) == last.reply.calls
    return last.reply


@pytest.fixture(params=[ask, listen], ids=["reply", "stream"])
def use(request: pytest.FixtureRequest) -> Use:
    chosen: Use = request.param
    return chosen


def fail(vendor: str, use: Use, *answers: Any, **options: Any) -> tuple[BackendError, Server]:
    """Return the error of a call, after checks that every error has to pass."""
    slept: list[float] = []
    began = time.monotonic()
    with serve(vendor, *answers) as server:
        model = make_model(vendor, server.url, sleep=slept.append, **options)
        with pytest.raises(BackendError) as caught:
            use(model, PROMPT)
    error = caught.value
    assert type(error) is not InvalidInput
    assert SECRET not in f"{error} {error!r} {error.__cause__!r}"
    assert "fine morning" not in f"{error} {error!r}"
    assert error.backend == f"llm.{vendor}"
    assert "\n" not in str(error)
    assert time.monotonic() - began < options.get("deadline_s", 20) + 2
    return error, server


def test_an_answer_has_text_tokens_and_its_cost_once(vendor: str, use: Use) -> None:
    with serve(vendor, Said()) as server:
        reply = use(make_model(vendor, server.url), PROMPT)
    assert reply.text == "Run easily for 40 minutes."
    assert (reply.input_tokens, reply.output_tokens, reply.stop) == (120, 20, "end")
    assert reply.cost_usd == (pytest.approx(COSTS[vendor]) if vendor in COSTS else None)
    assert len(server.requests) == 1


def test_a_long_prompt_costs_its_own_tier() -> None:
    require_sdk("anthropic")
    said = Said(input_tokens=150_000, cache_read=50_000, model="claude-haiku-5-5")
    with serve("anthropic", said) as server:
        reply = make_model("anthropic", server.url, model="claude-haiku-5-5").reply(PROMPT)
    assert reply.cost_usd == pytest.approx(150_000 * 0.5e-6 + 50_000 * 0.05e-6 + 20 * 2.5e-6)


def test_cached_tokens_are_not_counted_twice(vendor: str, use: Use) -> None:
    with serve(vendor, Said(cache_read=1000)) as server:
        reply = use(make_model(vendor, server.url), PROMPT)
    assert (reply.input_tokens, reply.cache_read_tokens) == (120, 1000)


def test_the_whole_conversation_is_sent(vendor: str) -> None:
    calls = (ToolCall(id="c1", name="load", arguments={"days": 7}),)
    prompt = Prompt(
        prefix="You are a coach.",
        system="Today is Monday.",
        messages=(
            Message(text="How much did I do?"),
            Message(role="assistant", text="Let me look.", calls=calls),
            Message(role="tool", call_id="c1", text="412"),
        ),
        tools=(LOAD,),
        max_tokens=77,
    )
    with serve(vendor, Said()) as server:
        make_model(vendor, server.url).reply(prompt)
    sent = json.dumps(server.requests[0])
    for part in ("You are a coach.", "Today is Monday.", "How much", "Let me look.", "412", "c1"):
        assert part in sent
    assert sent.index("You are a coach.") < sent.index("Today is Monday.")
    assert 77 in server.requests[0].values()
    assert server.headers[0]["authorization"] == f"Bearer {SECRET}"
    if vendor == "openai":
        assert server.requests[0]["store"] is False


def test_calls_of_tools(vendor: str, use: Use) -> None:
    said = Said(text="", calls=(("load", '{"days": 7}'), ("load", '{"days": 28}')), stop="tool")
    with serve(vendor, said) as server:
        prompt = PROMPT.model_copy(update={"tools": (LOAD,)})
        reply = use(make_model(vendor, server.url), prompt)
    assert [dict(call.arguments) for call in reply.calls] == [{"days": 7}, {"days": 28}]
    assert len({call.id for call in reply.calls}) == 2
    assert reply.stop == "tool"


@pytest.mark.parametrize("stop", ["length", "refusal"])
def test_a_cut_and_a_refusal_are_told_apart(vendor: str, use: Use, stop: str) -> None:
    with serve(vendor, Said(stop=stop)) as server:
        for prompt in (PROMPT, SESSION):
            reply = use(make_model(vendor, server.url), prompt)
            assert (reply.stop, reply.parsed) == (stop, None)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "text",
    [GOOD, f"```json\n{GOOD}\n```", f"Here you are:\n```\n{GOOD}\n```\nEnjoy!", f"Ok {GOOD}."],
)
def test_an_answer_in_a_form(vendor: str, use: Use, text: str) -> None:
    with serve(vendor, Said(text=text)) as server:
        reply = use(make_model(vendor, server.url), SESSION)
    assert reply.parsed == Session(sport="run", minutes=40)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "text", [GOOD[:30], '{"sport": "run"}', GOOD.replace("40", "4000"), "", "no"]
)
def test_a_wrong_answer_is_repaired_once(vendor: str, use: Use, text: str) -> None:
    with serve(vendor, Said(text=text), Said(text=GOOD)) as server:
        reply = use(make_model(vendor, server.url), SESSION)
    assert reply.parsed == Session(sport="run", minutes=40)
    assert reply.text == GOOD
    assert (reply.input_tokens, reply.output_tokens) == (240, 40)
    assert reply.cost_usd == (pytest.approx(2 * COSTS[vendor]) if vendor in COSTS else None)
    assert any("repaired" in note for note in reply.notes)
    assert "minutes" in json.dumps(server.requests[1])


def test_an_answer_wrong_twice_is_an_error_with_its_cost(vendor: str, use: Use) -> None:
    with serve(vendor, Said(text=GOOD[:30])) as server:
        model = make_model(vendor, server.url)
        with pytest.raises(BackendError, match="no Session") as caught:
            use(model, SESSION)
    assert not caught.value.retryable
    assert len(server.requests) == 2
    expected = pytest.approx(2 * COSTS[vendor]) if vendor in COSTS else None
    assert caught.value.cost_usd == expected


def test_a_repair_that_fails_has_the_cost_of_the_first_answer(vendor: str, use: Use) -> None:
    wrong, refused = Said(text="no"), Failure(400, error_body(vendor, "invalid_request_error"))
    with serve(vendor, wrong, refused) as server:
        model = make_model(vendor, server.url)
        with pytest.raises(BackendError) as caught:
            use(model, SESSION)
    assert caught.value.cost_usd == (pytest.approx(COSTS[vendor]) if vendor in COSTS else None)


STATUSES = {
    400: ("invalid_request_error", False),
    401: ("authentication_error", False),
    403: ("permission_error", False),
    404: ("not_found_error", False),
    413: ("request_too_large", False),
    422: ("unprocessable", False),
    409: ("conflict", True),
    429: ("rate_limit_error", True),
    500: ("api_error", True),
    501: ("not_implemented", False),
    503: ("unavailable", True),
    529: ("overloaded_error", True),
}


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_status_says_whether_to_try_again(vendor: str, use: Use, status: int) -> None:
    kind, retryable = STATUSES[status]
    echo = f"the key {SECRET} may not ask: How long may I run on this fine morning, coach?"
    error, server = fail(vendor, use, Failure(status, error_body(vendor, kind, echo)))
    assert error.retryable is retryable
    assert len(server.requests) == (4 if retryable else 1)
    assert str(status) in str(error)
    assert kind in str(error)
    assert error.retry_after_s is None


def test_an_unknown_model_at_the_vendor_names_the_known_ones(vendor: str, use: Use) -> None:
    error, _ = fail(vendor, use, Failure(404, error_body(vendor, "not_found_error")))
    expected = {"anthropic": "claude-haiku-4-5", "openai": "gpt-5-mini", "compatible": "qwen3:4b"}
    assert expected[vendor] in str(error)


def test_a_body_that_is_no_json_does_not_hide_its_status(vendor: str, use: Use) -> None:
    error, _ = fail(vendor, use, Failure(403, b"<html>proxy</html>", kind="text/html"))
    assert (error.retryable, "403" in str(error)) == (False, True)


def test_a_retry_waits_as_long_as_it_is_told(vendor: str, use: Use) -> None:
    slept: list[float] = []
    busy = Failure(429, error_body(vendor, "rate_limit_error"), {"retry-after": "7"})
    with serve(vendor, busy, busy, Said()) as server:
        reply = use(make_model(vendor, server.url, sleep=slept.append), PROMPT)
    assert slept == [7.0, 7.0]
    assert reply.cost_usd == (pytest.approx(COSTS[vendor]) if vendor in COSTS else None)


def test_a_wait_beyond_the_deadline_is_an_error_at_once(vendor: str, use: Use) -> None:
    busy = Failure(429, error_body(vendor, "rate_limit_error"), {"retry-after": "120"})
    error, server = fail(vendor, use, busy, deadline_s=60)
    assert (error.retryable, error.retry_after_s) == (True, 120.0)
    assert len(server.requests) == 1


def test_no_money_is_not_worth_a_retry(use: Use) -> None:
    require_sdk("openai")
    body = error_body("openai", "insufficient_quota")
    error, server = fail("openai", use, Failure(429, body))
    assert (error.retryable, len(server.requests)) == (False, 1)


def test_a_success_after_failures_costs_once(vendor: str, use: Use) -> None:
    broken = Failure(500, error_body(vendor, "api_error"))
    with serve(vendor, broken, Broken("reset"), Said()) as server:
        reply = use(make_model(vendor, server.url, sleep=lambda _: None), PROMPT)
    assert reply.input_tokens == 120
    assert len(server.requests) == 3


@pytest.mark.parametrize("how", ["reset", "silent", "trickle", "trickle-headers"])
def test_a_connection_that_breaks_or_hangs(vendor: str, use: Use, how: str) -> None:
    error, _ = fail(vendor, use, Broken(how), deadline_s=0.7)
    assert error.retryable


def test_gzip_is_unpacked(vendor: str, use: Use) -> None:
    with serve(vendor, Said(packed=True)) as server:
        assert use(make_model(vendor, server.url), PROMPT).text == "Run easily for 40 minutes."


@pytest.mark.parametrize(
    ("headers", "body", "retryable"),
    [
        ({"content-encoding": "gzip"}, b"not gzip", False),
        ({"content-encoding": "br"}, b"no", False),
        ({}, b'{"text": "\xff\xfe"}', False),
        ({}, b"[]", False),
        ({}, b"{}", False),
        ({}, b"null", False),
        ({}, b"<html>", False),
        ({}, b"[" * 50_000, False),
    ],
    ids=["no-gzip", "brotli", "no-utf-8", "list", "empty", "null", "html", "deep"],
)
def test_what_is_no_answer(
    vendor: str, headers: dict[str, str], body: bytes, retryable: bool
) -> None:
    error, _ = fail(vendor, ask, Failure(200, body, headers))
    assert error.retryable is retryable


def test_a_bomb_is_not_unpacked(vendor: str) -> None:
    import gzip

    bomb = gzip.compress(b" " * 50_000_000, 9)
    error, _ = fail(vendor, ask, Failure(200, bomb, {"content-encoding": "gzip"}))
    assert "32 MiB" in str(error)


def test_halves_of_characters_are_replaced(vendor: str, use: Use) -> None:
    with serve(vendor, Said(text="Run \ud83d now \ud83d\ude00!")) as server:
        text = use(make_model(vendor, server.url), PROMPT).text
    assert text.encode()
    assert text.startswith("Run �")


@pytest.mark.parametrize("aborted", [False, True], ids=["closed", "aborted"])
def test_a_stream_cut_at_each_event(vendor: str, aborted: bool) -> None:
    said = Said(calls=(("load", '{"days": 7}'),), stop="tool")
    lines = PROTOCOLS[vendor].lines(said)
    enough = {"anthropic": len(lines), "openai": len(lines), "compatible": len(lines) - 2}[vendor]
    for events in range(len(lines)):
        with serve(vendor, Spoken(said, events, aborted=aborted)) as server:
            model = make_model(vendor, server.url, sleep=lambda _: None, attempts=2)
            heard, error = hear(model)
        if error is None:
            assert events >= enough, f"cut after {events} events, but it ended"
            assert isinstance(heard[-1], StreamEnd)
            continue
        assert error.retryable, f"{events}: {error}"
        assert not any(isinstance(event, StreamEnd) for event in heard)
        begun = any(isinstance(event, TextDelta) for event in heard)
        assert len(server.requests) == (1 if begun else 2)
        if vendor == "anthropic" and events > 0 and not aborted:
            assert 0 < (error.cost_usd or 0) < COSTS["anthropic"] + 1e-9


@pytest.mark.parametrize("form", ["stream", "json"])
def test_an_answer_cut_at_any_byte_may_succeed_later(vendor: str, form: str) -> None:
    said = Said(
        text="Une course légère, 40 minutes. true", calls=(("load", '{"days": 7}'),), stop="tool"
    )
    protocol = PROTOCOLS[vendor]
    whole = (
        b"".join(protocol.lines(said, ascii_only=False))
        if form == "stream"
        else write_body(protocol.body(said))
    )
    cuts = 97 if "TRAINKIT_KILLS" in os.environ else 15
    for size in range(1, len(whole), len(whole) // cuts):
        # The connection is closed in order, so that only the text shows that it is cut.
        kind = "text/event-stream" if form == "stream" else "application/json"
        cut = Failure(200, whole[:size], kind=kind)
        with serve(vendor, cut) as server:
            model = make_model(vendor, server.url, attempts=1)
            heard, error = hear(model) if form == "stream" else hear_reply(model)
        close_models()
        if error is not None:
            assert error.retryable, f"{whole[:size][-80:]!r}: {error}"
        else:
            assert heard[-1].reply.text == said.text, whole[:size][-80:]


def write_body(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def hear_reply(model: VendorModel) -> tuple[list[Any], BackendError | None]:
    try:
        return [StreamEnd(reply=model.reply(PROMPT))], None
    except BackendError as error:
        return [], error


def hear(model: VendorModel) -> tuple[list[Any], BackendError | None]:
    """Return what a stream yields, and its error."""
    heard: list[Any] = []
    try:
        heard.extend(model.stream(PROMPT))
    except BackendError as error:
        return heard, error
    return heard, None


def test_a_cut_stream_is_repeated_while_nothing_was_heard(vendor: str) -> None:
    with serve(vendor, Spoken(events=1), Said()) as server:
        reply = listen(make_model(vendor, server.url, sleep=lambda _: None), PROMPT)
    assert reply.text == "Run easily for 40 minutes."
    assert len(server.requests) == 2


def test_an_answer_in_a_form_is_repeated_wherever_it_was_cut(vendor: str) -> None:
    with serve(vendor, Spoken(Said(text=GOOD), 4), Said(text=GOOD)) as server:
        reply = listen(make_model(vendor, server.url, sleep=lambda _: None), SESSION)
    assert reply.parsed == Session(sport="run", minutes=40)
    # A stream of chat completions is whole with its reason to stop; its usage may be lost.
    assert reply.input_tokens == (None if vendor == "compatible" else 120)
    assert len(server.requests) == (1 if vendor == "compatible" else 2)


def error_event(vendor: str, kind: str) -> bytes:
    body = error_body(vendor, kind, f"{SECRET} fine morning")
    if vendor == "openai":
        body = {"type": "error", "code": kind, "message": "no", "param": None, "sequence_number": 9}
    head = "" if vendor == "compatible" else "event: error\n"
    return f"{head}data: {json.dumps(body)}\n\n".encode()


@pytest.mark.parametrize(
    ("kind", "retryable"),
    [("overloaded_error", True), ("server_error", True), ("invalid_request_error", False)],
)
@pytest.mark.parametrize("events", [0, 2, 5])
def test_an_error_in_the_middle_of_a_stream(
    vendor: str, kind: str, retryable: bool, events: int
) -> None:
    spoken = Spoken(events=events, more=(error_event(vendor, kind),))
    error, _ = fail(vendor, listen, spoken, attempts=1)
    assert error.retryable is retryable, error
    assert kind in str(error)


def test_an_error_in_an_answer_with_a_good_status(vendor: str) -> None:
    error, _ = fail(vendor, ask, Failure(200, error_body(vendor, "overloaded_error")))
    assert error.retryable


def test_a_response_that_failed() -> None:
    require_sdk("openai")
    failed = {
        "type": "response.failed",
        "sequence_number": 3,
        "response": {"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "no"}},
    }
    line = f"event: response.failed\ndata: {json.dumps(failed)}\n\n".encode()
    error, _ = fail("openai", listen, Spoken(events=2, more=(line,)))
    assert error.retryable


@pytest.mark.parametrize(
    "line", [b"data: {broken\n\n", b"event: x\ndata: \xff\xfe{}\n\n", b"data: 7\n\n"]
)
def test_an_event_that_is_no_json(vendor: str, line: bytes) -> None:
    if vendor == "anthropic":
        line = b"event: message_delta\n" + line.replace(b"event: x\n", b"")
    error, _ = fail(vendor, listen, Spoken(events=4, more=(line,)), attempts=1)
    assert not error.retryable


def test_a_stream_that_trickles_ends_with_the_deadline(vendor: str) -> None:
    began = time.monotonic()
    with serve(vendor, Broken("trickle")) as server:
        model = make_model(vendor, server.url)
        prompt = PROMPT.model_copy(update={"deadline_s": 0.5})
        with pytest.raises(BackendError, match=r"in 0\.5 s") as caught:
            list(model.stream(prompt))
    assert caught.value.retryable
    assert time.monotonic() - began < 2.5


def test_an_abandoned_stream_gives_its_connection_back(vendor: str) -> None:
    with serve(vendor, Said()) as server:
        model = make_model(vendor, server.url, deadline_s=5.0)
        for _ in range(15):  # more than there are connections
            stream = model.stream(PROMPT)
            next(stream)
            stream.close()  # type: ignore[attr-defined]
        assert model.reply(PROMPT).text


def test_a_stream_may_be_read_in_another_thread(vendor: str) -> None:
    with serve(vendor, Said()) as server:
        stream = make_model(vendor, server.url).stream(PROMPT)
        heard = [next(stream)]
        thread = threading.Thread(target=lambda: heard.extend(stream))
        thread.start()
        thread.join()
    assert isinstance(heard[-1], StreamEnd)


def test_calls_pause_after_five_failures(vendor: str) -> None:
    with serve(vendor, Failure(500, error_body(vendor, "api_error"))) as server:
        model = make_model(vendor, server.url, attempts=1)
        for _ in range(5):
            with pytest.raises(BackendError):
                model.reply(PROMPT)
        with pytest.raises(BackendError, match="paused") as caught:
            model.reply(PROMPT)
    assert caught.value.retryable
    assert len(server.requests) == 5


def test_a_limit_of_calls_waits(vendor: str) -> None:
    with serve(vendor, Said()) as server:
        model = make_model(vendor, server.url, calls_per_minute=1, deadline_s=5)
        model.reply(PROMPT)
        with pytest.raises(BackendError, match="limit is 1") as caught:
            model.reply(PROMPT)
    assert caught.value.retryable
    assert len(server.requests) == 1


def test_a_redirect_is_not_followed(vendor: str) -> None:
    with serve(vendor, Said()) as other:
        target = {"location": f"{other.url}/elsewhere"}
        error, _ = fail(vendor, ask, Failure(307, b"", target))
    assert not error.retryable
    assert other.requests == []


def test_no_log_shows_the_key_or_the_prompt(
    vendor: str, use: Use, caplog: pytest.LogCaptureFixture
) -> None:
    echo = f"{SECRET}: How long may I run on this fine morning, coach?"
    bad = Failure(500, error_body(vendor, "api_error", echo))
    with caplog.at_level(logging.INFO), serve(vendor, bad, Said()) as server:
        model = make_model(vendor, server.url, sleep=lambda _: None)
        use(model, PROMPT)
    assert "fine morning" not in caplog.text
    assert SECRET not in caplog.text + repr(model)
    assert model.model == PROTOCOLS[vendor].model  # budgets estimate with it
    assert model.model in repr(model)


def test_without_a_key_nothing_is_sent(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}
    with serve(vendor, Said()) as server:
        model = make_model(vendor, server.url, api_key=None)
        if vendor == "compatible":
            assert model.reply(PROMPT).text
            return
        monkeypatch.delenv(variables[vendor], raising=False)
        with pytest.raises(InvalidInput, match=variables[vendor]) as caught:
            model.reply(PROMPT)
        assert server.requests == []
        assert "\n" not in str(caught.value)
        monkeypatch.setenv(variables[vendor], "sk-from-the-environment")
        assert model.reply(PROMPT).text
    assert server.headers[0]["authorization"] == "Bearer sk-from-the-environment"


@pytest.mark.parametrize("key", ["with\nnewline-0123", "ключ-0123", " blank-0123"])
def test_a_key_that_no_header_can_carry(vendor: str, key: str) -> None:
    with serve(vendor, Said()) as server:
        with pytest.raises(InvalidInput, match="printable ASCII") as caught:
            make_model(vendor, server.url, api_key=key).reply(PROMPT)
        assert "0123" not in str(caught.value)
    assert server.requests == []


@pytest.mark.parametrize(
    ("name", "model", "first"),
    [
        ("anthropic", "claude-haiku-5.5", "claude-haiku-5-5"),
        ("anthropic", "gpt-5-mini", "claude-"),
        ("openai", "gpt5-mini", "gpt-5-mini"),
    ],
)
def test_an_unknown_model_is_not_asked(name: str, model: str, first: str) -> None:
    with serve(name, Said()) as server:
        with pytest.raises(InvalidInput, match=f"of your own: {first}") as caught:
            make_model(name, server.url, model=model).reply(PROMPT)
        assert "\n" not in str(caught.value)
    assert server.requests == []


def test_a_retired_model_names_its_successor() -> None:
    with serve("anthropic", Said()) as server:
        model = make_model("anthropic", server.url, model="claude-3-7-sonnet")
        with pytest.raises(InvalidInput, match="claude-sonnet-5-5"):
            model.reply(PROMPT)
    assert server.requests == []


def test_a_model_that_will_retire_is_served_until_then() -> None:
    require_sdk("anthropic")
    with serve("anthropic", Said()) as server:
        name, last = "claude-sonnet-4-5", dt.date(2026, 11, 29)
        reply = make_model("anthropic", server.url, model=name, day=last).reply(PROMPT)
        assert "claude-sonnet-4-5 retires on 2026-11-30; its vendor recommends" in reply.notes[0]
        after = last + dt.timedelta(days=1)
        model = make_model("anthropic", server.url, model=name, day=after)
        with pytest.raises(InvalidInput, match="2026-11-30"):
            model.reply(PROMPT)


@pytest.mark.parametrize("lacking", ["tools", "answers"])
def test_what_a_model_cannot_is_not_asked(vendor: str, lacking: str, tmp_path: Any) -> None:
    options: dict[str, Any] = {lacking: False if lacking == "tools" else "none"}
    if vendor != "compatible":
        row = {"name": PROTOCOLS[vendor].model, "vendor": vendor, lacking: False}
        path = tmp_path / "prices.json"
        path.write_text(json.dumps({"models": [row]}))
        options = {"prices": path}
    asked = {"tools": (LOAD,)} if lacking == "tools" else {"answer": Session}
    with serve(vendor, Said()) as server, pytest.raises(InvalidInput, match="this model"):
        make_model(vendor, server.url, **options).reply(PROMPT.model_copy(update=asked))
    assert server.requests == []


def test_a_host_has_prices_of_its_own(vendor: str, tmp_path: Any) -> None:
    row = {
        "name": PROTOCOLS[vendor].model,
        "vendor": vendor,
        "prices": [{"input": 1, "output": 2}, {"from": str(DAY), "input": 10, "output": 20}],
    }
    path = tmp_path / "prices.json"
    path.write_text(json.dumps({"models": [row]}))
    require_sdk("openai")
    costs: list[float | None] = []
    for day in (DAY - dt.timedelta(days=1), DAY):
        with serve(vendor, Said()) as server:
            costs.append(
                make_model(vendor, server.url, prices=path, day=day).reply(PROMPT).cost_usd
            )
    assert costs == [pytest.approx(160e-6), pytest.approx(1600e-6)]


def test_effort_is_sent_and_left_out_where_it_is_refused(use: Use) -> None:
    for vendor in ("anthropic", "openai"):
        require_sdk(vendor)
        refusal = error_body(vendor, "invalid_request_error", "effort: not supported by this model")
        prompt = PROMPT.model_copy(update={"effort": "low"})
        with serve(vendor, Failure(400, refusal), Said()) as server:
            model = make_model(vendor, server.url)
            reply = use(model, prompt)
            assert use(model, PROMPT).notes == ()
        assert ["low" in json.dumps(request) for request in server.requests] == [True, False, False]
        assert "effort was left out: the model does not take it" in reply.notes

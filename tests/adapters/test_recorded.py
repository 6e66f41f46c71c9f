"""Answers from a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from trainkit.adapters.llm.recorded import RecordedModel, RecordedOptions
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Message, Prompt, StreamEnd, ToolCall


class Session(BaseModel):
    minutes: int


def make(folder: Path, *rows: dict[str, Any]) -> RecordedModel:
    path = folder / "answers.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", "utf-8")
    return RecordedModel(RecordedOptions(path=path))


def ask(text: str = "How long?", **fields: Any) -> Prompt:
    return Prompt(messages=(Message(text=text),), **fields)


def test_answers_come_in_order_and_begin_again(tmp_path: Path) -> None:
    model = make(tmp_path, {"text": "one"}, {"text": "two"})
    assert [model.reply(ask()).text for _ in range(5)] == ["one", "two", "one", "two", "one"]


def test_a_reply_says_that_it_was_recorded_and_costs_nothing(tmp_path: Path) -> None:
    row = {"text": "yes", "model": "claude-haiku-5-5", "input_tokens": 9, "output_tokens": 1}
    reply = make(tmp_path, row).reply(ask())
    assert (reply.model, reply.cost_usd) == ("recorded claude-haiku-5-5", 0.0)
    assert (reply.input_tokens, reply.output_tokens) == (9, 1)
    assert make(tmp_path, {"text": "yes"}).reply(ask()).model == "recorded"


def test_a_prompt_gets_the_answer_that_fits_it(tmp_path: Path) -> None:
    model = make(
        tmp_path,
        {"purpose": "week", "text": "the week"},
        {"contains": "sleep", "text": "eight hours"},
    )
    assert model.reply(ask("sleep?")).text == "eight hours"
    assert model.reply(ask("and now?", purpose="week")).text == "the week"
    with pytest.raises(BackendError, match="'chat'") as caught:
        model.reply(ask("and now?", purpose="chat"))
    assert not caught.value.retryable


def test_calls_and_forms_are_replayed(tmp_path: Path) -> None:
    call = {"id": "c1", "name": "load", "arguments": {"days": 7}}
    model = make(tmp_path, {"calls": [call], "stop": "tool"}, {"text": '{"minutes": 40}'})
    *events, last = model.stream(ask(answer=Session))
    assert isinstance(last, StreamEnd)
    assert events == [ToolCall(id="c1", name="load", arguments={"days": 7})]
    assert model.reply(ask(answer=Session)).parsed == Session(minutes=40)


def test_an_answer_that_has_not_the_form(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match="no Session"):
        make(tmp_path, {"text": "no"}).reply(ask(answer=Session))


@pytest.mark.parametrize("text", ["", "\n\n", "{", "[1]", '{"txt": "yes"}', '{"stop": "never"}'])
def test_a_file_that_holds_no_answers(tmp_path: Path, text: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        RecordedModel(RecordedOptions(path=path))
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="can be read"):
        RecordedModel(RecordedOptions(path=tmp_path / "none.jsonl"))

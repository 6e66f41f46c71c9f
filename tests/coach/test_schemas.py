"""The forms that hosts build on: a change of one is seen here, and made on purpose.

``python tests/coach/test_schemas.py`` writes the file anew after such a change.
"""

import asyncio
import json
from pathlib import Path

import pytest
from pydantic import JsonValue

import trainkit as tk
from trainkit.coach import Toolbox
from trainkit.kit import Kit
from trainkit.mcp import server
from trainkit.models import Insight
from trainkit.models.conversation import ChatAnswer, Conversation
from trainkit.models.week import WeekProgram

pytest.importorskip("mcp", reason="the mcp extra is not installed")

FILE = Path(__file__).with_name("schemas.json")
MODELS = (WeekProgram, Insight, ChatAnswer, Conversation)


def bare(schema: JsonValue) -> JsonValue:
    """A schema without its words, which may change at any time."""
    if isinstance(schema, list):
        return [bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: bare(value)
        for key, value in sorted(schema.items())
        if not (key in {"description", "title"} and isinstance(value, str))
    }


def current() -> dict[str, JsonValue]:
    """The forms as they are now."""
    found = {model.__name__: model.model_json_schema(mode="serialization") for model in MODELS}
    history = tk.simulate(days=30)
    assert history.athlete is not None
    box = Toolbox(history, history.athlete)
    found["Insights.to_dict"] = {
        "keys": sorted(tk.coach.insights(history, history.athlete).to_dict())
    }
    chat = box.tools()
    found["chat tools"] = {tool.name: dict(tool.parameters) for tool in chat}
    with Kit() as kit:
        tools = asyncio.run(server(kit).list_tools())
    found["MCP tools"] = {
        tool.name: {"in": tool.input_schema, "out": tool.output_schema} for tool in tools
    }
    return {name: bare(schema) for name, schema in found.items()}


@pytest.fixture(scope="module")
def now() -> dict[str, JsonValue]:
    return json.loads(json.dumps(current()))  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", sorted(json.loads(FILE.read_text(encoding="utf-8"))))
def test_the_form_is_the_one_that_hosts_know(name: str, now: dict[str, JsonValue]) -> None:
    known = json.loads(FILE.read_text(encoding="utf-8"))
    assert now[name] == known[name]


def test_every_form_is_pinned(now: dict[str, JsonValue]) -> None:
    assert set(now) == set(json.loads(FILE.read_text(encoding="utf-8")))


if __name__ == "__main__":
    forms = {
        name: json.dumps(form, sort_keys=True, separators=(",", ":"))
        for name, form in sorted(current().items())
    }
    body = ",\n".join(f"{json.dumps(name)}:{text}" for name, text in forms.items())
    FILE.write_text(f"{{\n{body}\n}}\n", encoding="utf-8")

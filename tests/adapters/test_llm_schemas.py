"""Forms of answers: what vendors take, and how answers are read."""

import datetime as dt
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from trainkit.adapters._llm import answer_schema, fit_answer
from trainkit.adapters._llm.schemas import check_tools
from trainkit.errors import InvalidInput
from trainkit.models import Tool
from trainkit.models.model import Model


class Sport(Enum):
    RUN = "run"
    RIDE = "ride"


class Easy(BaseModel):
    kind: Literal["easy"] = "easy"
    minutes: int = 30


class Hard(BaseModel):
    kind: Literal["hard"] = "hard"
    repeats: int


class Day(BaseModel):
    """A day."""

    on: dt.date
    sport: Sport | None = None
    session: Annotated[Easy | Hard, Field(discriminator="kind")]
    note: Annotated[str, Field(max_length=20, description="One sentence.")] = ""


class Week(BaseModel):
    days: list[Day]
    first: Day


def walk(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in walk(value))]
    if isinstance(node, list):
        return [found for value in node for found in walk(value)]
    return []


def test_every_object_is_closed_and_has_all_its_fields() -> None:
    objects = [node for node in walk(answer_schema(Week)) if node.get("type") == "object"]
    assert len(objects) == 4
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == [*node["properties"]]


def test_nothing_is_left_that_a_strict_vendor_refuses() -> None:
    schema = answer_schema(Week)
    for node in walk({key: value for key, value in schema.items() if key != "$defs"}):
        assert not {"oneOf", "discriminator", "default"} & set(node)
    for node in walk(schema):
        assert "$ref" not in node or set(node) == {"$ref"}
    assert "One sentence." in str(schema)


def test_vendors_take_the_form_through_their_own_transformation() -> None:
    anthropic = pytest.importorskip("anthropic", reason="the anthropic extra is not installed")
    schema = anthropic.transform_schema(answer_schema(Week, recursive=False))
    assert schema["properties"].keys() == {"days", "first"}


def test_a_recursive_form_is_told() -> None:
    class Part(BaseModel):
        parts: list["Part"]

    assert answer_schema(Part)["properties"]
    with pytest.raises(InvalidInput, match="its own kind"):
        answer_schema(Part, recursive=False)


@pytest.mark.parametrize(
    "parameters",
    [{"type": "array"}, {}, {"type": "object", "anyOf": []}],
)
def test_tools_that_no_vendor_takes(parameters: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="parameters of load"):
        check_tools((Tool(name="load", description="d", parameters=parameters),))


def test_two_tools_of_one_name() -> None:
    with pytest.raises(InvalidInput, match="different names"):
        check_tools((Tool(name="load", description="a"), Tool(name="load", description="b")))


class Load(Model):
    load: Annotated[float, Field(ge=0)]


@pytest.mark.parametrize(
    "text",
    [
        '{"load": 4}',
        '  {"load": 4}\n',
        '```json\n{"load": 4}\n```',
        '```\n{"load": 4}',
        'Sure! {"load": 4} is it.',
        '<think>Maybe {"load": 9}?</think>{"load": 4}',
        'First ```json\n{"load": -1}\n``` no, ```json\n{"load": 4}\n```',
    ],
)
def test_an_answer_is_found(text: str) -> None:
    assert fit_answer(text, Load) == (Load(load=4), "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ('{"load": ', "json"),
        ('{"load": 61.7e', "json"),
        ('{"weight": 61.7}', "load"),
        ('{"load": -61.7}', "load"),
        ("[" * 9_000, "json"),
    ],
)
def test_what_is_wrong_is_told_without_the_values(text: str, problem: str) -> None:
    parsed, said = fit_answer(text, Load)
    assert parsed is None
    assert problem in said.lower()
    assert "61.7" not in said


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    parsed, problem = fit_answer(text, Load)
    assert (parsed is None) == bool(problem)


@given(st.floats(0, 1e6), st.integers(0, 40))
def test_a_cut_answer_never_fits(load: float, cut: int) -> None:
    whole = f'{{"load": {load!r}}}'
    parsed, _ = fit_answer(whole[: min(cut, len(whole) - 1)], Load)
    assert parsed is None

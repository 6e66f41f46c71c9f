"""A count agrees with its words, for one as for many."""

import ast
import re
from pathlib import Path

import pytest

import trainkit.io
from trainkit.io.authoring import ProblemLog, agree
from trainkit.ports.format import FileContext


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 position that cannot be true is not in the distance"),
        (2, "2 positions that cannot be true are not in the distance"),
    ],
)
def test_one_is_not_many(count: int, text: str) -> None:
    log = ProblemLog()
    log.count("position[s] that cannot be true [is|are] not in the distance", count)
    (problem,) = log.problems(FileContext("a.fit"))
    assert problem.message == text


def test_brackets_of_an_example_stay() -> None:
    log = ProblemLog()
    log.count("cell[s] such as {} that [is no number|are no numbers]", example="a[s] [b|c]")
    assert (
        log.problems(FileContext("a"))[0].message == "1 cell such as 'a[s] [b|c]' that is no number"
    )


def is_counted(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "count"
        and "log" in ast.unparse(node.func.value)
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    )


def counted_texts() -> list[str]:
    return [
        ast.unparse(node.args[0]).removeprefix("f")[1:-1]
        for path in sorted(Path(trainkit.io.__file__).parent.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if is_counted(node) and isinstance(node, ast.Call)
    ]


def test_each_text_that_is_counted_has_both_forms() -> None:
    texts = counted_texts()
    assert len(texts) > 50
    # What happens once in a file needs one form only.
    once = ("row could not be read", "date alone shows")
    counted = [text for text in texts if not text.startswith(once)]
    assert [text for text in counted if "[" not in text] == []
    plural = re.compile(r"\b(?:were|are)\b")
    # After a colon, a text may speak of all others.
    assert [text for text in counted if plural.search(agree(text.partition(": all")[0], 1))] == []

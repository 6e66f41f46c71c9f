"""No two places of ten or more lines in src have the same code."""

import ast
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "trainkit"
# Rooms (or files) of src/trainkit that have not been cleared of duplicates.
NOT_YET: set[str] = set()
WINDOW = 10

Line = tuple[str, int]  # a line without indentation and comment, and its number


def code_lines(text: str) -> list[Line]:
    """Lines of code, without imports, `__all__`, docstrings, overloads and comments."""
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if _says_nothing_new(node):
            skipped |= set(range(node.lineno, node.end_lineno + 1))  # type: ignore[attr-defined]
    lines = ((line.strip(), number) for number, line in enumerate(text.splitlines(), 1))
    return [
        (line, number)
        for line, number in lines
        if line and not line.startswith("#") and number not in skipped
    ]


def _says_nothing_new(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__all__"
    if isinstance(node, ast.FunctionDef):
        return any(ast.unparse(decorator) == "overload" for decorator in node.decorator_list)
    return False


def duplicates(files: dict[str, str], window: int = WINDOW) -> list[tuple[str, str]]:
    """Pairs of places, as file:line, that begin the same `window` lines of code."""
    places: dict[tuple[str, ...], list[tuple[str, int, int]]] = defaultdict(list)
    for name, text in files.items():
        lines = code_lines(text)
        for start in range(len(lines) - window + 1):
            key = tuple(line for line, _ in lines[start : start + window])
            places[key].append((name, start, lines[start][1]))
    pairs: list[tuple[str, str]] = []
    known: set[tuple[str, int, str, int]] = set()
    for same in places.values():
        for (name, start, line), (other, other_start, other_line) in pairwise(same):
            if name == other and other_start - start < window:
                continue  # a table of equal rows overlaps with itself
            known.add((name, start, other, other_start))
            if (name, start - 1, other, other_start - 1) not in known:
                pairs.append((f"{name}:{line}", f"{other}:{other_line}"))
    return pairs


def test_no_ten_lines_of_code_occur_twice() -> None:
    files = {
        path.relative_to(SRC).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(SRC.rglob("*.py"))
    }
    pairs = [
        pair
        for pair in duplicates(files)
        if not any(place.partition(":")[0].split("/")[0] in NOT_YET for place in pair)
    ]
    assert pairs == []


BODY = "\n".join(f"    step_{number}(x)" for number in range(WINDOW))


def test_a_planted_copy_is_found_in_other_indentation_and_beside_comments() -> None:
    first = f"import math\n\ndef f(x):\n{BODY}\n"
    second = f'def g(x):\n    """Do it."""\n    # why\n{BODY}\n'
    indented = "if True:\n" + "\n".join("  " + line for line in second.splitlines()) + "\n"
    assert duplicates({"a": first, "b": second}) == [("a:4", "b:4")]
    assert duplicates({"a": first, "b": indented}) == [("a:4", "b:5")]
    assert duplicates({"a": first + second.replace("def g", "def h")}) == [("a:4", "a:17")]


def test_a_long_copy_is_one_pair() -> None:
    longer = "\n".join(f"step_{number}(x)" for number in range(3 * WINDOW))
    assert duplicates({"a": longer, "b": "begin()\n" + longer}) == [("a:1", "b:2")]


def test_nine_equal_lines_imports_and_overloads_are_no_copy() -> None:
    nine = "\n".join(f"step_{number}(x)" for number in range(WINDOW - 1))
    imports = "from a import (\n" + "\n".join(f"    b{n}," for n in range(WINDOW)) + "\n)\n"
    overloads = f"@overload\ndef f(x):\n{BODY}\n"
    assert duplicates({"a": nine, "b": nine}) == []
    assert duplicates({"a": imports, "b": imports}) == []
    assert duplicates({"a": overloads, "b": overloads}) == []

"""Names that a stranger can guess: verbs for functions, nouns for variables, units for times."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "trainkit"
# Rooms (or files) of src/trainkit whose names have not been reviewed.
NOT_YET: set[str] = set()

PARTICIPLES = frozenset(
    """
    abandoned answered archived asked attempted believed believing blended borrowed bridged built
    called calmed certified changed checked chosen cleaned climbed closed coded combined connected
    contributed counted dated developed dropped eased entered exchanged expended exported failed
    faulted featured filled folded found framed gathered given gone graded guarded heard held joined
    judged kept known laid launched learnt left listed lived loaded locked loosened lost lowered
    made marked measured merged misbehaving missed nested nudged numbered observed offered opened
    parsed picked printed programmed proposed quarantining redirected refined registered reopened
    replanned returning revealed rounded said sampled scaled scored sealed searched seen sent
    shifted shown signed sized snapped spoken spooled starting stepped stored strained succeeded
    summed synced taken told tried turned unlisted unpacked untried walked wanted watched wired
    written
    """.split()  # noqa: SIM905  a list to read, one word after another
)

TIMED_ROOMS = ("ports", "net")
TIMES = frozenset(
    """
    age backoff cooldown deadline delay delays duration durations interval intervals latency
    longest patience pause period timeout timeouts ttl wait waits
    """.split()  # noqa: SIM905
)
UNITS = frozenset({"s", "ms", "min", "h", "d", "days", "weeks"})


def done_files() -> list[Path]:
    inner = (path.relative_to(SRC) for path in sorted(SRC.rglob("*.py")))
    done = [path for path in inner if not {path.parts[0], path.as_posix()} & NOT_YET]
    return [SRC / path for path in done]


def inner_underscores(paths: list[Path]) -> list[str]:
    """Files of private packages that are marked private a second time."""
    return [
        path.as_posix()
        for path in paths
        if any(part.startswith("_") for part in path.parts[:-1])
        and path.name.startswith("_")
        and path.name != "__init__.py"
    ]


def participles(tree: ast.AST) -> list[str]:
    """Functions whose name is or begins with a participle; properties name values and may."""
    return [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and not any("property" in ast.unparse(decorator) for decorator in node.decorator_list)
        and node.name.strip("_").split("_")[0] in PARTICIPLES
    ]


def variables_called_one(tree: ast.AST) -> list[int]:
    """Lines on which a variable or a parameter is called `one`."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "one" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == "one")
    ]


def times_without_unit(tree: ast.AST) -> list[str]:
    """Public parameters and attributes that are times and do not say in which unit."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (
            node.name in {"__init__", "__call__"} or not node.name.startswith("_")
        ):
            arguments = node.args
            names += [
                argument.arg
                for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            ]
            if any("property" in ast.unparse(decorator) for decorator in node.decorator_list):
                names.append(node.name)
        elif isinstance(node, ast.ClassDef):
            names += [
                field.target.id
                for field in node.body
                if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
            ]
    public = [name for name in names if not name.startswith("_")]
    return [
        name
        for name in public
        if TIMES & set(name.split("_")) and name.rpartition("_")[2] not in UNITS
    ]


def test_a_file_of_a_private_package_has_no_second_underscore() -> None:
    assert inner_underscores([path.relative_to(SRC) for path in done_files()]) == []


@pytest.mark.parametrize("path", done_files(), ids=lambda path: path.relative_to(SRC).as_posix())
def test_functions_are_verbs_and_variables_are_nouns(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert participles(tree) == []
    assert variables_called_one(tree) == []


def test_times_carry_their_unit() -> None:
    for path in done_files():
        if path.relative_to(SRC).as_posix() == "net/_transport.py":
            continue  # httpcore calls these methods, and names their parameters
        if path.relative_to(SRC).parts[0] in TIMED_ROOMS:
            names = times_without_unit(ast.parse(path.read_text(encoding="utf-8")))
            assert names == [], path.relative_to(SRC)


def test_every_room_named_here_exists() -> None:
    for name in (*NOT_YET, *TIMED_ROOMS):
        assert (SRC / name).exists(), name


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def told_races(): ...", ["told_races"]),
        ("def _kept(): ...", ["_kept"]),
        ("class A:\n    def found(self): ...", ["found"]),
        ("class A:\n    @property\n    def kept(self): ...", []),
        ("class A:\n    @cached_property\n    def _known(self): ...", []),
        ("def keep(): ...\ndef is_known(): ...", []),
    ],
)
def test_a_planted_participle_is_found(code: str, found: list[str]) -> None:
    assert participles(ast.parse(code)) == found


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("one = 1", [1]),
        ("a = [one for one in b]", [1]),
        ("for i, one in b:\n    print(one)", [1]),
        ("f = sorted(b, key=lambda one: one.date)", [1]),
        ("def f(one): ...", [1]),
        ("print(one.date)", []),
    ],
)
def test_a_planted_one_is_found(code: str, lines: list[int]) -> None:
    assert variables_called_one(ast.parse(code)) == lines


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(timeout): ...", ["timeout"]),
        ("class A:\n    def __init__(self, *, longest=60.0): ...", ["longest"]),
        ("class A:\n    retry_delay: float = 1", ["retry_delay"]),
        ("class A:\n    @property\n    def patience(self): ...", ["patience"]),
        ("def f(timeout_s, delay_ms, keep_days, duration_min): ...", []),
        ("def _f(timeout): ...", []),
    ],
)
def test_a_planted_time_without_unit_is_found(code: str, found: list[str]) -> None:
    assert times_without_unit(ast.parse(code)) == found


def test_a_planted_second_underscore_is_found() -> None:
    paths = [Path("_html/_chart.py"), Path("_html/__init__.py"), Path("planning/_plan.py")]
    assert inner_underscores(paths) == ["_html/_chart.py"]

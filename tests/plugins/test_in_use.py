"""What a plugin changes where it is used: weights, warnings, imports, searches; and its notes."""

import json
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import numpy as np
import pytest

import trainkit as tk
from builders.packages import forget, package
from trainkit import cli, recovery
from trainkit.plugins import Registry, shared
from trainkit.ports import ComponentColumns, Weighted

HISTORY = tk.simulate(days=60)
ME = HISTORY.athlete
assert ME is not None
LAST = HISTORY.dates[-1].item()
SPACE = tk.Space([tk.Real("x", 0, 1)])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    forget(tmp_path)


def beside_ours(entries: list[EntryPoint]) -> Registry:
    own = entry_points(group="trainkit")
    return Registry([*(one for one in own if one.value.startswith("trainkit.")), *entries])


class Mood:
    """A component that is always at 100."""

    name, method = "mood", "the athlete's own word"

    def columns(self, history: tk.History, _: tk.Athlete) -> ComponentColumns:
        full = np.full(history.dates.size, 100.0)
        have = np.ones(full.size, dtype=np.intp)
        return ComponentColumns(full, full, full, full, full, full * 0, have, need=1)

    def units(self, _: tk.History, __: int) -> tuple[str, str]:
        return "%", "%"

    def explain(self, *_: object) -> str:
        return "You said so."

    def value_for(self, *_: object) -> None:
        return None


class Heavy(Mood):
    """The same, with its own weight."""

    weight = 0.5


def test_a_component_says_how_much_it_counts() -> None:
    def share(mood: Mood) -> float:
        parts = (*recovery.MODELS["personal"], mood)
        scored = recovery.scores(HISTORY, ME, model=parts)
        others = sum(
            recovery.WEIGHTS[name]
            for name in scored.weights
            if scored.weights[name][-1] and name != "mood"
        )
        return float(scored.weights["mood"][-1] * (others + getattr(mood, "weight", 0.1)))

    assert isinstance(Heavy(), Weighted)
    assert share(Mood()) == pytest.approx(0.1)
    assert share(Heavy()) == pytest.approx(0.5)
    for wrong in (0.0, -1.0, 1.5, float("nan")):
        heavy = Heavy()
        heavy.weight = wrong
        with pytest.raises(tk.InvalidInput, match="weight"):
            share(heavy)


class FullMoon:
    """A detector that finds something on every day."""

    evidence = "reported"

    def levels(self, history: tk.History, _: tk.Athlete) -> np.ndarray:
        return np.ones(history.dates.size, dtype=np.int8)

    def warning(self, history: tk.History, _: tk.Athlete, at: int) -> tk.models.TrainingWarning:
        day = history.dates[at].item()
        words = {"message": "There is a moon.", "source": "a calendar"}
        return tk.models.TrainingWarning(kind="full_moon", level="info", date=day, **words)


@pytest.mark.parametrize("model", ["personal", "classic"])
def test_more_detectors_stand_beside_those_of_the_model(model: recovery.ModelName) -> None:
    plain = tk.assess(HISTORY, ME, model=model)
    more = tk.assess(HISTORY, ME, model=model, more_detectors=[FullMoon()])
    assert {one.kind for one in more.warnings} == {one.kind for one in plain.warnings} | {
        "full_moon"
    }


FORMAT = """
import datetime as dt
from trainkit import DailyHealth
from trainkit.ports import Contents

class Hrm:
    name = "hrm-file"
    def matches(self, head, path): return head.startswith(b"#HRM")
    def read(self, file, context):
        day = DailyHealth(date=dt.date(2026, 6, 1), resting_hr=float(file.read().split()[-1]),
                          provenance=context.provenance())
        yield Contents(days=(day,))

@hookimpl
def trainkit_formats(): return [Hrm()]
"""


@pytest.fixture
def shared_registry() -> Iterator[None]:
    """A process-wide registry that looks at what is installed now."""
    shared.cache_clear()
    yield
    shared.cache_clear()


@pytest.mark.usefixtures("shared_registry")
def test_the_command_import_reads_the_formats_of_plugins(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("typer", reason="the cli extra is not installed")
    package(folder, "acme", {"format.acme": "acme_hrm"}, FORMAT)
    package(folder, "bad", {"format.bad": "bad_hrm"}, "raise RuntimeError('no licence')")
    file, target = folder / "one.hrm", folder / "history.json"
    file.write_bytes(b"#HRM\nrest 47")
    assert cli.main(["import", str(file), "-o", str(target)]) == 0
    assert [day.resting_hr for day in tk.read(target).days] == [47]
    assert "The plugin format.bad@bad failed" in capsys.readouterr().err


NEEDY = """
@hookimpl
def trainkit_register(register):
    register("source", "good", lambda options: 1, options=Options,
             needs={"json": "acme", "nowhere_at_all": "acme[sensor]"})
"""
LACKING = """
from trainkit.errors import MissingExtra
raise MissingExtra("nowhere_at_all", extra="sensor")
"""


def test_check_tells_a_missing_package_and_the_command_for_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package(folder, "acme", {"source.good": "acme_good"}, NEEDY)
    package(folder, "lack", {"rule.lack": "lack_it"}, LACKING)
    assert cli.main(["plugins", "--check", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    for name, pip in (("good", "acme[sensor]"), ("lack", "trainkit[sensor]")):
        assert rows[name]["state"] == "incomplete"
        assert "nowhere_at_all is not installed" in rows[name]["error"]
        assert f'python -m pip install "{pip}"' in rows[name]["error"]
    assert "json" not in rows["good"]["error"].split(";")[0]
    assert rows["memory"]["state"] == "loaded"


def test_what_a_plugin_needs_is_checked(folder: Path) -> None:
    code = NEEDY.replace('{"json": "acme", ', '{"json": 3, ')
    registry = Registry(package(folder, "acme", {"source.good": "acme_good"}, code))
    with pytest.raises(tk.PluginError, match="no mapping of modules"):
        registry.make("source", "good")


def test_a_plugin_that_fails_leaves_a_note_in_a_revision(folder: Path) -> None:
    entries = package(folder, "acme", {"rule.acme": "acme_rule"}, "raise RuntimeError('no')")
    workout = tk.workouts.LIBRARY[0].build(30, ME, LAST)
    with tk.Kit(registry=beside_ours(entries)) as kit:
        kit.log(HISTORY)
        kit.adopt(tk.TrainingPlan(start=LAST, workouts=(workout,)))
        revision = kit.adapt(LAST)
        assert "rule.acme@acme failed" in revision.notes[-1]
        assert revision.notes[-1] in str(revision)


SURROGATE = """
class Broken:
    def fit(self, rows, scores, *, choices, seed): raise KeyError("oops")

@hookimpl
def trainkit_register(register):
    register("surrogate", "acme", lambda options: Broken(), options=Options)
"""


def test_a_kit_makes_an_optimizer_with_the_surrogate_of_a_plugin(folder: Path) -> None:
    entries = package(folder, "acme", {"surrogate.acme": "acme_learner"}, SURROGATE)
    with tk.Kit(registry=beside_ours(entries)) as kit:
        optimizer = kit.optimizer(SPACE, surrogate="acme", initial=2)
        for _ in range(4):
            point = optimizer.ask()
            optimizer.tell(point, float(point["x"]))  # type: ignore[arg-type]
        assert "surrogate.acme" in optimizer.notes[0]
        assert "KeyError" in optimizer.notes[0]
        for fine in ("gp", "random", None):
            assert kit.optimizer(SPACE, surrogate=fine).notes == ()
        with pytest.raises(tk.PluginError, match="not installed"):
            kit.optimizer(SPACE, surrogate="smoke")
    own = [one for one in entry_points(group="trainkit") if one.value.startswith("trainkit.")]
    only_ours = Registry([*own, *entries], allow=[])
    with tk.Kit(registry=only_ours) as kit, pytest.raises(tk.PluginError, match="may not load"):
        kit.optimizer(SPACE, surrogate="acme")
    with pytest.raises(tk.InvalidInput, match=r"Kit\.optimizer"):
        tk.Optimizer(SPACE, surrogate="acme")
    assert "acme_learner" in sys.modules

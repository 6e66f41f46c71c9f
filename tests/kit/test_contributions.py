"""What plugins add to a Kit: rules, sessions, components, detectors, formats; and failures."""

import datetime as dt
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

import trainkit as tk
from builders.packages import forget, package
from trainkit.plugins import Registry

HISTORY = tk.simulate(days=120)
ME = HISTORY.athlete
LAST = dt.date(2026, 6, 28)
assert ME is not None
GOAL = tk.Goal(distance_m=10_000, date=dt.date(2026, 9, 6), time_s=50 * 60)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    forget(tmp_path)


def beside_ours(entries: list[EntryPoint]) -> Registry:
    """A registry of trainkit's own plugins and these."""
    own = entry_points(group="trainkit")
    return Registry([*(one for one in own if one.value.startswith("trainkit.")), *entries])


RULE = """
from trainkit.models import Violation

class NoSaturdays:
    name, reason = "no_saturdays", "The track is closed."
    def violations(self, schedule):
        days = zip(schedule.dates.tolist(), schedule.load, range(schedule.load.size))
        return [
            Violation(rule=self.name, date=day, hard=True, value=float(load), limit=0.0,
                      message="Nothing on Saturdays.", reason=self.reason)
            for day, load, at in days
            if at >= schedule.first and day.weekday() == 5 and load > 0
        ]
    def rows(self, model):
        schedule = model.schedule
        for at in range(schedule.first, schedule.load.size):
            if schedule.dates[at].item().weekday() == 5 and not schedule.races[at]:
                model.at_most(self.name, model.of("load", at), 0.0)

@hookimpl
def trainkit_rules():
    return [NoSaturdays()]
"""


def on_saturdays(workout: tk.PlannedWorkout) -> tk.PlannedWorkout:
    """A run on a Saturday, whatever was planned."""
    if workout.date.weekday() != 5:
        return workout
    session = next(one for one in tk.workouts.LIBRARY if one.sport == "running")
    return session.build(45, ME, workout.date)


def test_a_rule_binds_plans_checks_and_today(folder: Path) -> None:
    registry = beside_ours(package(folder, "acme", {"rule.acme": "acme_rule"}, RULE))
    with tk.Kit(registry=registry) as kit:
        kit.log(HISTORY)
        plain = tk.plan(GOAL, ME, HISTORY, seconds=2)
        broken = plain.model_copy(update={"workouts": tuple(map(on_saturdays, plain.workouts))})
        assert any(one.rule == "no_saturdays" for one in kit.check(broken))
        made = kit.plan(GOAL, seconds=2)
        assert all(one.resting for one in made.workouts if one.date.weekday() == 5)  # type: ignore[union-attr]
        assert not any(one.hard for one in kit.check())
        saturday = dt.date(2026, 7, 4)
        assert kit.today(saturday).recommendation.intensity == "rest"
        assert kit.adapt(saturday) is not None
    with tk.Kit(registry=beside_ours([])) as kit:  # without the plugin no number changes
        kit.log(HISTORY)
        assert kit.today(LAST) == tk.assess(HISTORY, ME)


MORE = """
import numpy as np
from trainkit.models import TrainingWarning
from trainkit.ports import ComponentColumns
from trainkit.workouts import Session, Work

class Mood:
    name, method = "mood", "the athlete's own word"
    def columns(self, history, athlete):
        mood = np.full(history.dates.size, 80.0)
        return ComponentColumns(points=mood, value=mood, baseline=mood, low=mood, high=mood,
                                deviation=mood * 0, have=np.ones(mood.size, dtype=np.intp), need=1)
    def units(self, history, at): return "%", "%"
    def explain(self, history, athlete, at, columns): return "You said so."
    def value_for(self, history, athlete, at, points, columns): return points

class Always:
    evidence = "morning"
    def levels(self, history, athlete): return np.ones(history.dates.size, dtype=np.int8)
    def warning(self, history, athlete, at):
        return TrainingWarning(kind="full_moon", level="info", message="There is a moon.",
                               date=history.dates[at].item(), source="a calendar")

@hookimpl
def trainkit_components(): return [Mood()]

@hookimpl
def trainkit_detectors(): return [Always()]

@hookimpl
def trainkit_workouts():
    return [Session("Lake loop", "running", purpose, "easy", (0.66, 0.75), (25, 90))
            for purpose in ("recovery", "endurance")]
"""


def test_components_detectors_and_sessions_contribute(folder: Path) -> None:
    names = ("component.acme", "detector.acme", "workout.acme")
    entries = package(folder, "acme", dict.fromkeys(names, "acme_more"), MORE)
    registry = beside_ours(entries)
    with tk.Kit(registry=registry) as kit:
        kit.log(HISTORY)
        today = kit.today(LAST)
        assert {one.name for one in today.recovery.components} >= {"hrv", "mood"}
        assert "full_moon" in {one.kind for one in today.warnings}
        offered = [today.recommendation.workout.name]
        for at in range(7):
            asked = kit.today(dt.date(2026, 6, 20) + dt.timedelta(days=at))
            offered += [one.workout.name for one in asked.recommendation.alternatives]
            offered.append(asked.recommendation.workout.name)
        assert any("Lake loop" in one for one in offered)
        assert kit.today(LAST) == today
        assert registry.errors == {}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("rule", RULE.replace("days = zip", "raise KeyError('oops'); days = zip")),
        ("rule", RULE.replace('name, reason = "no_saturdays", ', "reason = ")),
        ("detector", MORE.replace("return np.ones(history.dates.size, dtype=np.int8)", "1 / 0")),
        ("component", MORE.replace("mood = np.full", "raise MemoryError; mood = np.full")),
        (
            "component",
            MORE.replace("np.full(history.dates.size, 80.0)", "np.full(history.dates.size, 1e9)"),
        ),
        ("component", MORE.replace("mood = np.full", "raise SystemExit(3); mood = np.full")),
        ("component", MORE.replace('return "%", "%"', "return None")),
        ("component", MORE.replace('return "You said so."', "return None")),
        ("workout", MORE.replace("return [Session(", "return [('no session', ")),
        ("rule", "raise RuntimeError('oops')"),
        (
            "rule",
            RULE.replace("return [\n            Violation(", "return None and [\n Violation("),
        ),
        ("detector", MORE.replace("return np.ones(history.dates.size", "return np.ones(3")),
        ("detector", MORE.replace("return np.ones(history.dates.size, dtype=np.int8)", "return")),
        ("detector", MORE.replace("return TrainingWarning(", "return dict(")),
        ("component", MORE.replace("return ComponentColumns(", "return dict(")),
        ("component", MORE.replace("np.full(history.dates.size, 80.0)", "np.full(3, 80.0)")),
    ],
)
def test_a_plugin_that_fails_is_quarantined(
    folder: Path, kind: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    registry = beside_ours(package(folder, "acme", {f"{kind}.acme": "acme_bad"}, code))
    with tk.Kit(registry=registry) as kit:
        kit.log(HISTORY)
        today, plain = kit.today(LAST), tk.assess(HISTORY, ME)
        (note,) = set(today.notes) - set(plain.notes)
        assert f"The plugin {kind}.acme@acme failed" in note
        assert today.model_copy(update={"notes": plain.notes}) == plain  # as if it were not there
        if kind == "rule":
            rest = tk.PlannedWorkout(date=LAST, kind="rest")
            checked = kit.check(tk.TrainingPlan(start=LAST, workouts=(rest,)))
            assert checked.notes == (note,)
            assert str(checked).endswith(f"{note}")
        assert list(registry.errors) == [f"{kind}.acme@acme"]
        assert [one.state for one in registry.installed() if one.package == "acme"] == [
            "quarantined"
        ]
        assert f"{kind}.acme@acme is quarantined" in caplog.text
        assert kit.check(tk.plan(GOAL, ME, HISTORY, seconds=1)) is not None


FORMAT = """
import datetime as dt
from trainkit import DailyHealth, InvalidInput
from trainkit.ports import Contents

class Hrm:
    name = "hrm-file"
    def matches(self, head, path):
        if head.startswith(b"\\x01"):
            1 / 0
        return head.startswith(b"#HRM")
    def read(self, file, context):
        data = file.read()
        if b"broken" in data:
            raise InvalidInput("line 2", "broken", "a pulse")
        if b"crash" in data:
            1 / 0
        day = DailyHealth(date=dt.date(2026, 6, 1), resting_hr=float(data.split()[-1]),
                          provenance=context.provenance())
        yield Contents(days=(day,))

@hookimpl
def trainkit_formats(): return [Hrm()]
"""


def test_a_format_is_read_by_the_watched_folder(folder: Path, tmp_path: Path) -> None:
    registry = beside_ours(package(folder, "acme", {"format.acme": "acme_hrm"}, FORMAT))
    watched = tmp_path / "watched"
    watched.mkdir()
    (watched / "one.hrm").write_bytes(b"#HRM\nrest 47")
    (watched / "two.hrm").write_bytes(b"#HRM\nbroken")
    (watched / "what.xyz").write_bytes(b"\x01\x02\x03")
    with tk.Kit(source={"name": "files", "path": str(watched)}, registry=registry) as kit:
        report = kit.sync()
        assert [one.resting_hr for one in kit.history().days] == [47]
        said = sorted(one.message for one in report.problems)
        assert said[0].startswith("damaged hrm-file: line 2 is 'broken'")
        assert said[1].startswith("it is an unknown format")
        (watched / "three.hrm").write_bytes(b"#HRM\ncrash")
        assert "failed" in kit.sync().problems[0].message  # one file, never the whole import

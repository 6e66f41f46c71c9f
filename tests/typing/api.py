"""What the type checker must infer for users, and what it must refuse (never run)."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

import datetime as dt
from typing import assert_type

import trainkit as tk
from trainkit import metrics
from trainkit._array import FloatArray


def as_analysts_write(days: FloatArray) -> None:
    """Calculators: scalars stay scalars, arrays stay arrays."""
    assert_type(metrics.load.banister_trimp(45, 150.0, hr_rest=50, hr_max=190), float)
    assert_type(metrics.load.banister_trimp(days, 150.0, hr_rest=50, hr_max=190), FloatArray)
    assert_type(metrics.load.session_rpe(7, 60), float)
    assert_type(metrics.load.monotony(days), FloatArray)
    assert_type(metrics.acwr.acwr(days), FloatArray)
    assert_type(metrics.hrv.rmssd([800.0, 810.0]), float)
    assert_type(metrics.running.vdot(5000, 1200), float)
    assert_type(metrics.running.race_time(days, 5000), FloatArray)
    assert_type(metrics.power.mean_max(days), FloatArray)
    assert_type(metrics.power.critical_power(days, days).cp, float)
    assert_type(metrics.sleep.efficiency(7, 8), float)
    assert_type(metrics.severity.combine(1, 2, 3), float)
    metrics.load.banister_trimp(45, 150.0, hr_rest=50, hr_max=190, sex="man")  # type: ignore[call-overload]
    metrics.load.banister_trimp(45, 150.0, 50, 190)  # type: ignore[call-overload]
    metrics.acwr.acwr(days, method="weekly")  # type: ignore[arg-type]
    metrics.acwr.acwr(5.0)  # type: ignore[arg-type]
    metrics.power.normalized_power(days, warmup="none")  # type: ignore[arg-type]
    metrics.hrv.rmsd([800.0])  # type: ignore[attr-defined]
    tk.InvalidImput  # type: ignore[attr-defined]  # noqa: B018


def as_importers_write() -> None:
    """Files to a history, and today's decision."""
    assert_type(tk.InvalidInput("a", 1, "2"), tk.InvalidInput)
    history = tk.read("rides")
    assert_type(history, tk.History)
    assert_type(history.daily("hrv_rmssd"), FloatArray)
    assert_type(history.merge(history).unmerge(history.activities[0]), tk.History)
    assert_type(history.until(dt.date(2026, 5, 1)).problems, tuple[tk.Problem, ...])
    assert_type(history.span, tuple[dt.date, dt.date] | None)
    assert_type(history.never_merged, tuple[str, ...])
    assert_type(tk.History.from_columns({"date": ["2026-05-01"], "stress": [20]}), tk.History)
    assert_type(history.model_copy(update={"source_order": ("fit-file",)}), tk.History)
    assert_type(tk.History.model_validate_json(history.model_dump_json()), tk.History)
    assert_type(history.activities[0].streams, tk.Streams | None)
    assert_type(history.days[0].sleep_h, float | None)
    assert_type(tk.io.clean(history).undo(), tk.History)
    assert_type(tk.quality(history).counts, dict[str, int])
    me = tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50, hr_max=190)

    assert_type(tk.simulate(me, days=30).athlete, tk.Athlete | None)
    today = tk.assess(history, me, dt.date(2026, 5, 1))
    assert_type(today.recovery.score, float)
    assert_type(today.warnings, tuple[tk.TrainingWarning, ...])
    assert_type(today.recommendation.workout, tk.PlannedWorkout)
    assert_type(tk.recovery.scores(history, me, model="classic").score, FloatArray)
    tk.assess(history, me, model="oracle")  # type: ignore[arg-type]
    tk.assess(history)  # type: ignore[call-arg]
    tk.Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=50)  # type: ignore[call-arg]
    history.activities[0].sports  # type: ignore[attr-defined]  # noqa: B018
    tk.Streams(time_s=[0.0]).pulse  # type: ignore[arg-type, attr-defined]  # noqa: B018
    tk.History(activites=())  # type: ignore[call-arg]
    tk.History(days=5)  # type: ignore[arg-type]
    history.merge([])  # type: ignore[arg-type]
    history.between("2026-05-01", "2026-05-02")  # type: ignore[arg-type]
    tk.read("rides", zone="UTC")  # type: ignore[call-arg]
    tk.read(5)  # type: ignore[arg-type]


def as_planners_write(history: tk.History, me: tk.Athlete) -> None:
    """Plans, checked and changed."""
    goal = tk.Goal(distance_m=10_000, date=dt.date(2026, 9, 6))
    plan = tk.plan(goal, me, history, methodology={"polarized": 1})
    assert_type(plan, tk.TrainingPlan)
    assert_type(plan.certificate, tk.Certificate | None)
    assert_type(tk.check(plan, me, history), tk.models.Violations)
    assert_type(tk.repair(plan, me).plan, tk.TrainingPlan)
    assert_type(tk.adapt(plan, history, me, on=dt.date(2026, 7, 1)), tk.Revision)
    assert_type(tk.match(plan, history), tk.TrainingPlan)
    assert_type(plan.complete(plan.start, by="treadmill").skip(plan.end, "ill"), tk.TrainingPlan)
    assert_type(plan.completed(plan.start, by="treadmill"), tk.TrainingPlan)
    assert_type(plan.on(plan.end), tk.PlannedWorkout | None)
    assert_type(tk.to_ics(plan), bytes)
    tk.adapt(plan, history, me)  # type: ignore[call-arg]
    tk.plan(goal)  # type: ignore[call-arg]
    tk.plan(goal, me, weeks=12)  # type: ignore[call-arg]
    tk.Goal(distance_m="10 km", date="soon", priority="D")  # type: ignore[arg-type]
    plan.complete(plan.start)  # type: ignore[call-arg]
    tk.adapt(plan, history, me, on=dt.date(2026, 7, 1), steadiness="stiff")  # type: ignore[arg-type]


def as_searchers_write() -> None:
    """A space, an optimizer, a session, and adapters by name."""
    space = tk.Space([tk.Real("x", 0, 1), tk.Integer("n", 1, 9), tk.Categorical("c", ["a", "b"])])
    optimizer = tk.Optimizer(space, surrogate="gp", seed=1)
    assert_type(optimizer.ask(), dict[str, float | int | str | bool])
    assert_type(optimizer.ask(3), list[dict[str, float | int | str | bool]])
    assert_type(optimizer.best, tk.optimize.Trial | None)
    session = tk.optimize.Session(optimizer, len, analyze=float)
    assert_type(session, tk.optimize.Session[int])
    assert_type(session.run(), tk.optimize.SessionStatus)
    assert_type(tk.plugins.installed(), list[tk.plugins.Installed])
    optimizer.tell(optimizer.ask(), "good")  # type: ignore[arg-type]
    tk.Real("x", 0, 1, True)  # type: ignore[call-arg]


def as_hosts_write(history: tk.History) -> None:
    """A Kit and its parts."""
    from trainkit.cache import Cache
    from trainkit.ports import LanguageModel, Store
    from trainkit.telemetry import Counts

    with tk.Kit(source="files:///watch", store={"name": "memory"}, key=["new", "old"]) as kit:
        assert_type(kit, tk.Kit)
        assert_type(kit.sync().problems, tuple[tk.Problem, ...])
        assert_type(kit.history(use="prompt"), tk.History)
        assert_type(kit.today(dt.date(2026, 5, 1)), tk.Assessment)
        assert_type(kit.plan(None, start=dt.date(2026, 5, 4)), tk.TrainingPlan)
        assert_type(kit.check(), tk.models.Violations)
        assert_type(kit.adapt(), tk.Revision)
        assert_type(kit.export(), bytes)
        assert_type(kit.forget(), int)
        assert_type(kit.counters("source.files"), Counts)
        assert_type(kit.llm, LanguageModel | None)
        store: Store = kit.store
        store.athletes()
        assert_type(kit.cache.read("prompt", "k", lambda: b"sound").value, bytes)
        kit.log(history)
        kit.log("a run")  # type: ignore[arg-type]
        kit.history(use="fun")  # type: ignore[arg-type]
        kit.week("2026-06-01")  # type: ignore[arg-type]
    Cache()  # type: ignore[call-arg]
    tk.Kit("files", "rules", None, ":memory:", "http")  # type: ignore[call-arg]

"""What the type checkers accept as a plugin of each kind, and what they refuse (never run)."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Literal, assert_type

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

import trainkit as tk
from trainkit import ports
from trainkit._array import FloatArray
from trainkit.models import (
    Audio,
    FaultPlan,
    Licence,
    Notice,
    Observation,
    Prompt,
    Reply,
    Span,
    TrainingWarning,
)
from trainkit.plugins import Register, hookimpl


class MySource:
    licence = Licence(name="mine", prompt=True)
    fresh_s = 60.0

    def fetch(self, cursor: str | None = None) -> Iterator[ports.Delivery]:
        yield ports.Delivery(tk.History(), cursor)

    def close(self) -> None: ...


class MyModel:
    def reply(self, prompt: Prompt) -> Reply:
        return Reply(text=prompt.template, model="mine")

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield self.reply(prompt).text

    def close(self) -> None: ...


class MySpeech:
    voices = ("low", "high")

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        return Audio(data=f"{voice}: {text}".encode(), media_type="audio/wav")

    def close(self) -> None: ...


class MyNotifier:
    def notify(self, notice: Notice) -> None: ...

    def close(self) -> None: ...


class MyStore:
    def put(
        self, kind: ports.RecordKind, athlete: str, records: Iterable[ports.Record]
    ) -> None: ...

    def get(
        self,
        kind: ports.RecordKind,
        athlete: str,
        *,
        first: dt.date | None = None,
        last: dt.date | None = None,
        keys: Iterable[str] | None = None,
    ) -> list[ports.Record]:
        return []

    def delete(
        self,
        athlete: str,
        kind: ports.RecordKind | None = None,
        *,
        keys: Iterable[str] | None = None,
    ) -> int:
        return 0

    def purge(self, before: dt.date, *, fetched: Mapping[str, dt.datetime] | None = None) -> int:
        return 0

    def athletes(self) -> list[str]:
        return []

    def close(self) -> None: ...


class MyInjector:
    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        return policy

    def observe(self) -> Observation:
        return Observation(status_code=200, spans=(Span(operation="GET /"),))

    def remove(self, policy: str) -> None: ...

    def healthy(self) -> bool:
        return True


class MyPosterior:
    def predict(self, rows: FloatArray) -> ports.Belief:
        return ports.Belief(rows[:, 0], rows[:, 0])

    def slopes(self, rows: FloatArray) -> None: ...

    def condition_on_mean(self, rows: FloatArray) -> "MyPosterior":
        return self


class MySurrogate:
    def fit(
        self, rows: FloatArray, scores: FloatArray, *, choices: NDArray[np.int_], seed: int
    ) -> MyPosterior:
        return MyPosterior()


class MyRule:
    name = "short_mondays"
    reason = "Mondays are busy"

    def violations(self, schedule: ports.Schedule) -> list[tk.Violation]:
        return []

    def rows(self, model: ports.LinearModel) -> None:
        monday = model.of("minutes", 0)
        model.at_most(self.name, monday, 30)
        model.soft_at_most(self.name, monday - ports.Expression(constant=20), 0, price=2)
        model.of("minuets", 0)  # type: ignore[arg-type]
        model.at_most(self.name, monday, "30")  # type: ignore[arg-type]


class MyComponent:
    name = "mood"
    method = "the mean of seven days"

    def columns(self, history: tk.History, athlete: tk.Athlete) -> ports.ComponentColumns:
        mood = history.daily("mood")
        have = np.zeros(mood.size, dtype=np.intp)
        return ports.ComponentColumns(mood, mood, mood, mood, mood, mood, have, need=7)

    def units(self, history: tk.History, at: int) -> tuple[str, str]:
        return "%", "%"

    def explain(
        self, history: tk.History, athlete: tk.Athlete, at: int, columns: ports.ComponentColumns
    ) -> str:
        return "good mood"

    def value_for(
        self,
        history: tk.History,
        athlete: tk.Athlete,
        at: int,
        points: float,
        columns: ports.ComponentColumns,
    ) -> float | None:
        return points


class MyDetector:
    @property
    def evidence(self) -> Literal["morning", "reported"]:
        return "reported"

    def levels(self, history: tk.History, athlete: tk.Athlete) -> NDArray[np.int8]:
        return np.zeros(history.dates.size, dtype=np.int8)

    def warning(self, history: tk.History, athlete: tk.Athlete, at: int) -> TrainingWarning:
        return TrainingWarning(
            kind="mood", level="info", message="low", date=dt.date(2026, 5, 1), source="mine"
        )


class MyFormat:
    name = "my-file"

    def matches(self, head: bytes, path: str) -> bool:
        return head.startswith(b"mine") and path.endswith(".mine")

    def read(self, file: BinaryIO, context: ports.FileContext) -> Iterator[ports.Contents]:
        yield ports.Contents(problems=(context.error(f"{len(file.read())} bytes"),))


class MyOptions(BaseModel):
    url: str = ""


@hookimpl
def trainkit_register(register: Register) -> None:
    register("source", "mine", MySource, options=MyOptions)
    register("surce", "mine", MySource, options=MyOptions)  # type: ignore[arg-type]
    register("source", "mine", MySource)  # type: ignore[call-arg]


@hookimpl
def trainkit_rules(athlete: tk.Athlete) -> Sequence[ports.Rule]:
    return [MyRule()]


@hookimpl
def trainkit_components() -> Sequence[ports.Component]:
    return [MyComponent()]


@hookimpl
def trainkit_detectors() -> Sequence[ports.Detector]:
    return [MyDetector()]


@hookimpl
def trainkit_formats() -> Sequence[ports.Format]:
    return [MyFormat()]


class WithoutClose:
    licence = Licence(name="mine")
    fresh_s = 0.0

    def fetch(self, cursor: str | None = None) -> Iterator[ports.Delivery]:
        yield ports.Delivery(tk.History(), cursor)


class WholeNumbers:
    def levels(self, history: tk.History, athlete: tk.Athlete) -> list[int]:
        return []

    def warning(self, history: tk.History, athlete: tk.Athlete, at: int) -> TrainingWarning:
        raise NotImplementedError


def as_plugins_are_used(history: tk.History, me: tk.Athlete, goal: tk.Goal) -> None:
    """Each class satisfies its port and is accepted where the library takes one."""
    source: ports.Source = MySource()
    llm: ports.LanguageModel = MyModel()
    speech: ports.Speech = MySpeech()
    notifier: ports.Notifier = MyNotifier()
    store: ports.Store = MyStore()
    injector: ports.FaultInjector = MyInjector()
    surrogate: ports.Surrogate = MySurrogate()
    rules: list[ports.Rule] = [MyRule()]
    components: list[ports.Component] = [MyComponent()]
    detectors: list[ports.Detector] = [MyDetector()]
    formats: list[ports.Format] = [MyFormat()]

    assert_type(next(source.fetch()).history, tk.History)
    assert_type(llm.reply(Prompt(messages=())).text, str)
    assert_type(speech.speak("go").seconds, float | None)
    assert_type(notifier.close(), None)
    assert_type(store.get("days", "me")[0].body, str)
    assert_type(injector.observe().status_code, int | None)
    assert_type(tk.plan(goal, me, history, rules=rules), tk.TrainingPlan)
    assert_type(tk.check(tk.plan(goal, me, rules=rules), me, rules=rules), tk.models.Violations)
    assert_type(
        tk.assess(history, me, model=components, detectors=detectors, rules=rules),
        tk.Assessment,
    )
    assert_type(tk.read("rides", formats=formats), tk.History)
    tk.Optimizer(tk.Space([tk.Real("x", 0, 1)]), surrogate=surrogate)
    with tk.Kit(source=source, llm=llm, store=store) as kit:
        assert_type(kit.llm, ports.LanguageModel | None)

    source = WithoutClose()  # type: ignore[assignment]
    detectors = [WholeNumbers()]  # type: ignore[list-item]
    store.get("day", "me")  # type: ignore[arg-type]
    tk.plan(goal, me, rules=[MyComponent()])  # type: ignore[list-item]
    FaultPlan(service="cart", kind="delay", duration_ms=5000, delay_s=0.8)  # type: ignore[call-arg]

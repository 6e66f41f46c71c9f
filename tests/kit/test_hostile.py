"""Every member of every port, implemented with ill luck: the host goes on, the blame is its own.

Members and types are read off the ports, so a member that is added there is attacked here.
"""

# ruff: noqa: ARG001, ARG002, PT017

import asyncio
import datetime as dt
import inspect
import os
import sys
import threading
import types
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import numpy as np
import pytest

import trainkit as tk
from trainkit.kit._contributions import _PORTS
from trainkit.models import Audio, History, Licence, Notice, Observation, Prompt, Reply
from trainkit.models.fault import FaultPlan
from trainkit.models.prompt import Message
from trainkit.optimize import GaussianProcess, Optimizer, Real, Space
from trainkit.plugins import Registry, hookimpl
from trainkit.plugins.adapters import port_of
from trainkit.plugins.hookspecs import KINDS
from trainkit.ports import ComponentColumns, Contents, Delivery
from trainkit.ports.guard import members_of
from trainkit.ports.return_types import return_type

PORTS = {kind: port_of(kind) for kind in KINDS}
HISTORY = tk.simulate(days=30)
PLAIN = tk.assess(HISTORY, HISTORY.athlete)
DAY = tk.DailyHealth(date=dt.date(2026, 1, 2), mood=5)


class Wild(BaseException):
    """No Exception at all."""


class Unspeakable(Exception):
    """An error without words."""

    def __str__(self) -> str:
        raise ValueError


class Liar:
    """Claims to be whatever it is asked for."""

    @property
    def __class__(self) -> type:  # type: ignore[override]
        return History

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __bool__(self) -> bool:
        raise RuntimeError

    __hash__ = None  # type: ignore[assignment]


class Endless(str):
    """A text whose every method fails."""

    def encode(self, *_: object) -> bytes:
        raise RuntimeError

    def __str__(self) -> str:
        raise RuntimeError


def stubborn() -> Iterator[object]:
    """A generator that will not be closed."""
    while True:
        try:
            yield object()
        except GeneratorExit:
            yield 5


def raising(error: BaseException) -> Callable[[], object]:
    def work() -> object:
        raise error

    return work


def in_a_thread() -> object:
    """Fail in a thread of its own, and return nothing of use."""
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return thread


ALWAYS_WRONG: dict[str, Callable[[], object]] = {
    "exit": raising(SystemExit(3)),
    "wild": raising(Wild()),
    "unspeakable": raising(Unspeakable()),
    "half a character": raising(ValueError("\ud800")),
    "stop": raising(StopIteration()),
    "generator exit": raising(GeneratorExit()),
    "cancelled": raising(asyncio.CancelledError()),
    "recursion": raising(RecursionError()),
    "memory": raising(MemoryError()),
    "a fault of trainkit": raising(tk.InternalError("planning", "x")),
    "blame of another": raising(tk.PluginError("rule.other", "x")),
    "object": object,
    "liar": Liar,
    "thread": in_a_thread,
    "class": lambda: object,
    "complex": lambda: 1j,
    "set": lambda: {1},
}
SOMETIMES_WRONG: dict[str, Callable[[], object]] = {
    "none": lambda: None,
    "true": lambda: True,
    "huge": lambda: 10**400,
    "minus": lambda: -1,
    "nan": lambda: float("nan"),
    "infinite": lambda: float("inf"),
    "text": lambda: "x",
    "empty": lambda: "",
    "half": lambda: "\ud800",
    "endless": lambda: Endless("x"),
    "bytes": lambda: b"x",
    "list": lambda: [None],
    "dict": lambda: {"a": 1},
    "array": lambda: np.ones((3, 3)),
    "objects": lambda: np.array([object()]),
    "stubborn": stubborn,
    "unvalidated reply": lambda: Reply.model_construct(text=5, model=None),
    "unvalidated history": lambda: Delivery(History.model_construct(activities=5, days=None), "c"),
}
VALUES = ALWAYS_WRONG | SOMETIMES_WRONG
# Each member meets a third of the values, and the next member the next third; all in the sweep.
PARTS = 1 if os.environ.get("TRAINKIT_SWEEP") else 3


class GoodSource:
    licence, fresh_s = Licence(name="user-file"), 0.0

    def fetch(self, cursor: str | None = None) -> Iterator[Delivery]:
        yield Delivery(History(days=[DAY]), "1")

    def close(self) -> None: ...


class GoodModel:
    def reply(self, prompt: Prompt) -> Reply:
        return Reply(text="x", model="m")

    def stream(self, prompt: Prompt) -> Iterator[str]:
        yield "x"

    def close(self) -> None: ...


class GoodSpeech:
    voices = ("a",)

    def speak(self, text: str, *, voice: str | None = None) -> Audio:
        return Audio(data=b"x", media_type="audio/mpeg")

    def close(self) -> None: ...


class GoodInjector:
    def apply(self, plan: FaultPlan, *, policy: str) -> str:
        return policy

    def observe(self) -> Observation:
        return Observation(status_code=200)

    def remove(self, policy: str) -> None: ...

    def healthy(self) -> bool:
        return True


class GoodComponent:
    name, method = "evil", "the athlete's word"

    def columns(self, history: History, athlete: tk.Athlete) -> ComponentColumns:
        full = np.full(history.dates.size, 80.0)
        have = np.ones(full.size, dtype=np.intp)
        return ComponentColumns(full, full, full, full, full, full * 0, have, 1)

    def units(self, history: History, at: int) -> tuple[str, str]:
        return "%", "%"

    def explain(self, *_: object) -> str:
        return "You said so."

    def value_for(self, *_: object) -> float | None:
        return None


class GoodDetector:
    evidence = "morning"

    def levels(self, history: History, athlete: tk.Athlete) -> np.ndarray:
        return np.ones(history.dates.size, dtype=np.int8)

    def warning(self, history: History, athlete: tk.Athlete, at: int) -> tk.TrainingWarning:
        return tk.TrainingWarning(
            kind="moon", level="info", message="m", date=history.dates[at].item(), source="s"
        )


class GoodRule:
    name, reason, price, weeks = "evil", "none", 1.0, 4

    def violations(self, schedule: object) -> list[tk.Violation]:
        return []

    def rows(self, model: object) -> None: ...

    def room(self, *_: object) -> float:
        return 1e6

    def longest_min(self, *_: object) -> float:
        return 1e6

    def longest_m(self, *_: object) -> float:
        return 1e6

    def lighter(self, place: int) -> bool:
        return False

    def with_counts(self, counts: object) -> "GoodRule":
        return self


class GoodNotifier:
    def notify(self, notice: Notice) -> None: ...

    def close(self) -> None: ...


class GoodFormat:
    name = "evil"

    def matches(self, head: bytes, path: str, /) -> bool:
        return True

    def read(self, file: Any, context: Any, /) -> Iterator[Contents]:
        yield Contents(days=(DAY,))


def good(kind: str) -> Any:
    if kind == "store":
        return Registry().make("store", "memory")
    return {
        "source": GoodSource,
        "llm": GoodModel,
        "speech": GoodSpeech,
        "fault_injector": GoodInjector,
        "notify": GoodNotifier,
        "surrogate": GaussianProcess,
        "component": GoodComponent,
        "detector": GoodDetector,
        "rule": GoodRule,
        "format": GoodFormat,
    }[kind]()


class Plugin:
    """A good implementation, but for one member; it notes whether that was used."""

    def __init__(self, kind: str, port: type, member: str, work: Callable[[], object]) -> None:
        inner, self.used = good(kind), False

        def hostile(*_: object, **__: object) -> object:
            self.used = True
            return work()

        others = {
            name: getattr(inner, name)
            for name in dir(inner)
            if not name.startswith("_") and name != member
        }
        is_property = isinstance(vars(port)[member], property)
        space = {name: value for name, value in others.items() if not callable(value)}
        space |= {name: staticmethod(value) for name, value in others.items() if callable(value)}
        space[member] = property(hostile) if is_property else staticmethod(hostile)
        self.thing = type("Evil", (), space)()

    def registry(self, kind: str) -> Registry:
        module = types.ModuleType("hostile_plugin")
        module.TRAINKIT_CONTRACT = 1  # type: ignore[attr-defined]
        if kind in KINDS:

            def trainkit_register(register: Any) -> None:
                register(kind, "evil", lambda _: self.thing, options=tk.models.model.Model)

            module.trainkit_register = hookimpl(trainkit_register)  # type: ignore[attr-defined]
        else:

            def contribute() -> list[object]:
                return [self.thing]

            contribute.__name__ = f"trainkit_{kind}s"
            setattr(module, contribute.__name__, hookimpl(contribute))
        sys.modules["hostile_plugin"] = module
        own = [one for one in entry_points(group="trainkit") if one.value.startswith("trainkit.")]
        return Registry([*own, EntryPoint(f"{kind}.evil", "hostile_plugin", "trainkit")])


AT_ONCE: dict[str, Callable[[Any], object]] = {
    "speech": lambda kit: kit.speech.speak("a", voice=kit.speech.voices[0]),
    "notify": lambda kit: kit.notify(Notice(kind="week", day=DAY.date, title="Week")),
}


def use(kind: str, kit: tk.Kit, folder: str) -> None:
    """Let the Kit use every member of a plugin's port."""
    if kind == "source":
        kit.sync()
        kit.sync()
    elif kind == "store":
        kit.log(DAY)
        kit.history()
        kit.purge(dt.date(2020, 1, 1))
        kit.store.athletes()
        kit.forget()
    elif kind == "llm":
        prompt = Prompt(messages=(Message(text="?"),))
        kit.llm.reply(prompt)
        list(kit.llm.stream(prompt))
    elif kind in AT_ONCE:
        AT_ONCE[kind](kit)
    elif kind == "fault_injector":
        injector = kit.fault_injector
        plan = FaultPlan(service="a", kind="delay", duration_ms=9, delay_ms=1)
        injector.healthy(), injector.observe(), injector.apply(plan, policy="p")
        injector.remove("p")
    elif kind == "surrogate":
        optimizer = Optimizer(Space([Real("x", 0, 1)]), surrogate=kit.surrogate, initial=2)
        for _ in range(4):
            point = optimizer.ask()
            optimizer.tell(point, float(point["x"]))
        optimizer.recommended  # noqa: B018
    else:
        kit.log(HISTORY)
        assert kit.today().recovery.status
        kit.sync()


CASES = [
    (kind, port, member)
    for kind, ports in {**{kind: (port,) for kind, port in PORTS.items()}, **_PORTS}.items()
    for port in ports
    for member in members_of(port)
]


def attack(kind: str, port: type, member: str, name: str, folder: str) -> None:
    plugin = Plugin(kind, port, member, VALUES[name])
    registry = plugin.registry(kind)
    key = f"{kind}.evil@unknown"
    given: dict[str, Any] = {kind: "evil"} if kind in KINDS else {}
    if kind == "notify":
        given = {"notify": {"name": "evil", "quiet": ""}}
    if kind == "format":
        given = {"source": {"name": "files", "path": folder}}
    kit = tk.Kit(registry=registry, **given)
    try:
        use(kind, kit, folder)
    except tk.TrainkitError as error:
        assert not isinstance(error, tk.InternalError)  # the fault is never trainkit's
        assert kind in KINDS, "a contribution is done without"
        assert f"{kind}.evil" in str(error)
    assert set(registry.errors) <= {key}
    kit.close()
    declared = vars(port)[member]
    method = declared.fget if isinstance(declared, property) else declared
    matters = return_type(method) is not type(None) or "raising" in VALUES[name].__qualname__
    optional = kind == "rule" and port is not _PORTS[kind][0]  # asked about, and seldom used
    tolerant = optional or member in {"apply", "close"} or kind == "format"
    if plugin.used and name in ALWAYS_WRONG and matters and not tolerant:
        assert list(registry.errors) == [key]
    noted = kind in {"component", "detector", "rule"} and name in {"exit", "none", "object"}
    if registry.errors and noted:
        with tk.Kit(registry=registry) as again:
            again.log(HISTORY)
            today = again.today(PLAIN.recovery.date)
            assert any(f"The plugin {key} failed" in note for note in today.notes)
            assert today.model_copy(update={"notes": PLAIN.notes}) == PLAIN


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("kind", "port", "member"), CASES, ids=lambda value: str(value)[-40:])
def test_whatever_a_plugin_does_the_host_goes_on(
    kind: str, port: type, member: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("watched")
    (folder / "one.evil").write_bytes(b"#EVIL")
    share = CASES.index((kind, port, member)) % PARTS
    for name in [*VALUES][share::PARTS]:
        try:
            attack(kind, port, member, name, str(folder))
        except BaseException as error:
            error.add_note(f"the hostile value: {name}")
            raise


@pytest.mark.parametrize("kind", ["source", "rule", "component", "detector"])
def test_ctrl_c_is_the_users_own(kind: str) -> None:
    member = {"source": "fetch", "rule": "violations", "component": "columns"}.get(kind, "levels")
    port = {**PORTS, **{key: ports[0] for key, ports in _PORTS.items()}}[kind]
    plugin = Plugin(kind, port, member, raising(KeyboardInterrupt()))
    registry = plugin.registry(kind)
    with tk.Kit(registry=registry, **({"source": "evil"} if kind == "source" else {})) as kit:
        with pytest.raises(KeyboardInterrupt):
            use(kind, kit, "")
        assert registry.errors == {}


def test_every_port_is_attacked() -> None:
    attacked = {port for _, port, _ in CASES}
    declared = {
        value
        for value in (getattr(tk.ports, name) for name in tk.ports.__all__)
        if inspect.isclass(value) and getattr(value, "_is_protocol", False)
    }
    # What a plugin is given, and what it returns from a port that is attacked.
    assert {port.__name__ for port in declared - attacked} == {
        "HasLogin",
        "MovesWorkouts",
        "SignsIn",
        "LinearModel",
        "Posterior",
        "Leases",
        "Revisions",
        "TakesWorkouts",
        "TrainableModel",
        "TunedSpeech",
    }

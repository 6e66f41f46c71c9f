"""A persona learns from texts that may train it, speaks only if it is better, and can go back."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.trainable import QuickLearner
from trainkit.adapters.stores.memory import MemoryStore
from trainkit.coach import voice
from trainkit.errors import BackendError, InvalidInput
from trainkit.models import Feedback, Measured, Message, Prompt, Subscription
from trainkit.models.tuning import TrainingLine

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
ASKED = Prompt(
    messages=(Message(text=voice.make_question(voice.TRIGGERS["power-off-target"], "above")),)
)
WEEK = dt.timedelta(days=7)
SUBSCRIPTION = Subscription(kind="pro", collect=True, train=True, cycle="weekly")
TEXTS = (
    *("Legs felt strong today.", "Rain again, but fun.", "Too tired for the last repeat."),
    *("Easy and relaxed in the hills.", "Heavy legs after the race.", "Great session, very happy."),
    *("Slow start and fast finish.", "Windy on the way back.", "My calf was tight."),
    *("Long and steady, good rhythm.", "Ran with Zoltan in Leipzig. Felt great."),
)


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


@pytest.fixture
def log(store: MemoryStore) -> voice.VoiceLog:
    log = voice.VoiceLog(store, "anna", SUBSCRIPTION, secret="s")
    for text in TEXTS:
        assert log.learn(text, NOON) is not None
    return log


@pytest.fixture
def model(tmp_path: Path) -> QuickLearner:
    (tmp_path / "base").mkdir()
    return QuickLearner(tmp_path / "base")


@pytest.fixture
def models(tmp_path: Path) -> voice.PersonaModels:
    return voice.PersonaModels(tmp_path / "models")


def train(
    log: voice.VoiceLog,
    model: QuickLearner,
    models: voice.PersonaModels,
    weeks: int = 0,
    **more: object,
) -> voice.TrainingReport:
    moment = NOON + weeks * WEEK
    cycle = SUBSCRIPTION.name_cycle(moment.date())
    return voice.train_persona(
        "alice",
        log.rows(),
        model,
        models,
        moment=moment,
        cycle=cycle,
        **more,  # type: ignore[arg-type]
    )


def test_a_better_model_speaks(
    log: voice.VoiceLog, model: QuickLearner, models: voice.PersonaModels
) -> None:
    assert models.current("alice") is None
    report = train(log, model, models)
    assert (report.outcome, report.version, report.texts) == ("replaced", "v0001", len(TEXTS))
    assert report.evaluation is not None
    assert report.evaluation.loss < report.evaluation.loss_before
    assert report.evaluation.style < report.evaluation.style_before
    folder = models.current("alice")
    assert folder is not None
    engine = voice.Engine("alice", llm=model.at(folder), deadline_s=30)
    said = engine.trigger(
        "power-off-target", {"direction": "above", "target_power_w": 200, "power_w": 250}
    )
    assert said.writer == "local:v0001"
    assert said.text == model.at(folder).reply(ASKED).text.format(
        power_w="Two hundred and fifty watts", target_power_w="two hundred watts"
    )


def test_what_is_trained_names_nobody_and_no_number(
    log: voice.VoiceLog, model: QuickLearner, models: voice.PersonaModels
) -> None:
    log.learn("Slept six hours, pulse was low. Legs fine though.", NOON)
    log.learn("Ignore the pain and push. Then rest.", NOON)
    train(log, model, models)
    own = [line.text for line in model.trained[0] if line.row]
    own += [
        line.text
        for line in voice.split_lines(voice.make_lines(voice.find_persona("alice"), log.rows()))[1]
        if line.row
    ]
    assert {"Felt great.", "Legs fine though.", "Then rest."} <= set(own)
    assert not [text for text in own if "[" in text or "Zoltan" in text or "pain" in text]
    assert not [text for text in own if any(letter.isdigit() for letter in text) or "six" in text]


def test_one_training_a_cycle(
    log: voice.VoiceLog, model: QuickLearner, models: voice.PersonaModels
) -> None:
    assert train(log, model, models).outcome == "replaced"
    again = train(log, model, models)
    assert (again.outcome, again.reason) == ("not due", "the training of 2026-W18 is done")
    assert train(log, model, models, force=True).outcome == "kept"  # no better than the same
    assert train(log, model, models, weeks=1).outcome == "kept"
    none = voice.train_persona("alice", log.rows(), model, models, moment=NOON, cycle="")
    assert none.reason == "the subscription's cycle is none"


def test_few_texts_train_nothing(
    store: MemoryStore, model: QuickLearner, models: voice.PersonaModels
) -> None:
    log = voice.VoiceLog(store, "anna", SUBSCRIPTION)
    log.learn(TEXTS[0], NOON)
    report = train(log, model, models)
    assert (report.outcome, report.reason) == ("too few texts", "1 of 10 texts")
    assert model.trained == []


def test_a_worse_model_leaves_no_trace(
    log: voice.VoiceLog, model: QuickLearner, models: voice.PersonaModels
) -> None:
    model.bad = True
    report = train(log, model, models)
    assert report.outcome == "kept"
    assert report.reason.endswith("100% of the answers must not be said")
    assert models.current("alice") is None
    assert not models.next_folder("alice").exists()


def test_a_training_that_stops_is_gone_on_with(
    log: voice.VoiceLog, model: QuickLearner, models: voice.PersonaModels
) -> None:
    model.fails = True
    with pytest.raises(BackendError, match="the next call goes on"):
        train(log, model, models)
    model.fails = False
    assert train(log, model, models).outcome == "replaced"  # the cycle was not used up


def add_models(models: voice.PersonaModels, *rows: tuple[str, ...]) -> None:
    judged = voice.Evaluation(loss=1, loss_before=2, style=0, style_before=1, fit=1, safe=1)
    for number, keys in enumerate(rows):
        models.next_folder("alice").mkdir(parents=True)
        models.add("alice", keys, judged, NOON + number * WEEK)


def current(models: voice.PersonaModels) -> str:
    folder = models.current("alice")
    return "" if folder is None else folder.name


def test_one_call_goes_back(models: voice.PersonaModels) -> None:
    add_models(models, ("a",), ("b",))
    assert current(models) == "v0002"
    before = models.roll_back("alice")
    assert before is not None
    assert current(models) == before.name == "v0001"
    assert models.roll_back("alice") is None
    assert current(models) == ""
    assert models.roll_back("alice") is None
    add_models(models, ("c",))
    assert current(models) == "v0003"


def test_three_models_are_kept(models: voice.PersonaModels) -> None:
    add_models(models, ("a",), ("b",), ("c",), ("d",))
    assert [version.name for version in models.versions("alice")] == ["v0002", "v0003", "v0004"]
    assert sorted(path.name for path in (models.folder / "alice").glob("v*")) == [
        "v0002",
        "v0003",
        "v0004",
    ]


def test_a_row_that_is_withdrawn_takes_its_models_along(models: voice.PersonaModels) -> None:
    add_models(models, ("a",), ("a", "b"), ("a", "b", "c"))
    assert [path.name for path in models.withdraw(["c", "x"])] == ["v0003"]
    assert current(models) == "v0002"
    assert [path.name for path in models.withdraw(["a"])] == ["v0001", "v0002"]
    assert current(models) == ""
    assert list((models.folder / "alice").glob("v*")) == []


def test_models_are_purged_by_day_and_deleted(models: voice.PersonaModels) -> None:
    add_models(models, ("a",), ("b",))
    assert [path.name for path in models.purge(NOON.date() + WEEK)] == ["v0001"]
    assert current(models) == "v0002"
    assert [path.name for path in models.delete()] == ["alice"]
    assert models.personas() == []


def test_a_response_that_was_liked_trains_its_moment(store: MemoryStore) -> None:
    log = voice.VoiceLog(store, "anna", SUBSCRIPTION)
    said = voice.Engine("alice").trigger("drink")
    for rating, moment in ((2, NOON), (5, NOON + WEEK)):
        response_id = log.add(said, moment)
        assert response_id is not None
        log.rate(Feedback(response_id=response_id, rating=rating, moment=moment))
        assert len(log.rows()) == (rating == 5)
    (row,) = log.rows()
    assert (row.kind, row.trigger, row.cycle) == ("feedback", "drink", "2026-W19")


@pytest.mark.parametrize(
    ("cycle", "name"), [("weekly", "2026-W53"), ("monthly", "2027-01"), ("none", "")]
)
def test_cycles_have_names(cycle: str, name: str) -> None:
    day = dt.date(2027, 1, 1)
    assert Subscription(cycle=cycle).name_cycle(day) == name  # type: ignore[arg-type]


def test_a_text_is_held_back_whatever_its_prompt() -> None:
    lines = [TrainingLine(text=f"Line {n}.", prompt=p) for n in range(400) for p in ("a", "b")]
    trained, held = voice.split_lines(lines)
    assert not {line.text for line in trained} & {line.text for line in held}
    assert 0.1 * len(lines) < len(held) < 0.2 * len(lines)


@pytest.mark.parametrize(
    ("new", "said", "problem"),
    [
        (1.0, "Easy now.", ""),
        (1.99, "Easy now.", "the loss is 1.99, and was 2.00"),
        (1.0, "", "empty or too long"),
        (1.0, "easy " * 16, "empty or too long"),
        (1.0, "Kilometre {nonsense}.", "must not be said"),
        (1.0, "You lazy dog.", "must not be said"),
        (1.0, "qxz", "the style is"),
    ],
)
def test_a_model_is_judged(new: float, said: str, problem: str) -> None:
    trigger = voice.TRIGGERS["drink"]
    found = voice.evaluate_model(
        Measured(loss=new, samples=((said,),)),
        Measured(loss=2.0, samples=(("easy",),)),
        [trigger],
        ["Easy now."],
    )
    assert found.accepted is not bool(problem)
    assert problem in "; ".join(found.problems)


def test_a_folder_that_vanished_is_no_model(models: voice.PersonaModels, tmp_path: Path) -> None:
    add_models(models, ("a",))
    folder = models.current("alice")
    assert folder is not None
    folder.rmdir()
    assert models.current("alice") is None
    with pytest.raises(InvalidInput, match=r"config\.json"):
        QuickLearner(tmp_path / "none")

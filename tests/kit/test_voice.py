"""The voice of a Kit: a subscription that is kept, consent, retention, and models of one's own."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import trainkit as tk
from builders.trainable import QuickLearner
from trainkit.kit import Kit
from trainkit.models import Activity, Athlete, DailyHealth, Provenance
from trainkit.ports import Record

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ANNA = Athlete(sex="female", birth_date=dt.date(1990, 1, 1), hr_rest=55, hr_max=190)
WORDS = ("strong", "heavy", "fine", "good", "bad", "easy", "hard", "slow", "fast", "tired", "fresh")
CONTEXT = {"split": 5, "pace_s_per_km": 260, "heart_rate": 152}
OpenKit = Callable[..., Kit]


class Clock:
    now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def base(tmp_path: Path) -> QuickLearner:
    (tmp_path / "base").mkdir()
    return QuickLearner(tmp_path / "base")


@pytest.fixture
def open_kit(tmp_path: Path, clock: Clock, base: QuickLearner) -> Iterator[OpenKit]:
    kits: list[Kit] = []

    def open_one(athlete_id: str = "anna") -> Kit:
        store = f"sqlite:///{tmp_path / 'store.db'}"
        kits.append(
            Kit(
                llm=base,
                store=store,
                athlete=ANNA,
                athlete_id=athlete_id,
                clock=clock,
            )
        )
        return kits[-1]

    yield open_one
    for kit in kits:
        kit.close()


def note(number: int, *, licence: str = "user-file", days: int = 0) -> Activity:
    return Activity(
        sport="running",
        start=NOON - (number + days) * DAY,
        elapsed_s=1800,
        notes=f"Legs felt {WORDS[number % len(WORDS)]} in the hills today.",
        provenance=Provenance(source="watch", licence=licence),
    )


def write_notes(kit: Kit, count: int = 11) -> None:
    for number in range(count):
        kit.log(note(number))


def test_what_an_athlete_chose_is_kept(open_kit: OpenKit) -> None:
    assert open_kit().voice.subscription.kind == "free"
    open_kit().voice.subscribe(kind="pro", persona="aiden", retention_days=90)
    kept = open_kit().voice.subscription
    assert (kept.kind, kept.persona, kept.cycle, kept.retention_days) == (
        "pro",
        "aiden",
        "weekly",
        90,
    )
    engine = open_kit().voice.engine()
    assert engine.persona.id == "aiden"
    assert engine.subscription == kept
    assert open_kit("berta").voice.subscription.kind == "free"
    with pytest.raises(tk.InvalidInput, match="alice or aiden"):
        open_kit().voice.subscribe(persona="hal")
    with pytest.raises(tk.InvalidInput, match="retention_days"):
        open_kit().voice.subscribe(retention_days=181)


def test_what_was_said_is_kept_with_consent_rated_and_expires(
    open_kit: OpenKit, clock: Clock
) -> None:
    voice = open_kit().voice
    said = voice.engine().trigger("split", CONTEXT)
    assert voice.keep(said) is None
    voice.subscribe(kind="pro", collect=True, retention_days=7)
    response_id = voice.keep(said)
    assert response_id is not None
    voice.rate(response_id, 5)
    assert [feedback.rating for feedback in open_kit().voice.feedback()] == [5]
    assert len(open_kit().voice.responses()) == 1
    clock.now = NOON + 8 * DAY
    voice.engine()  # whoever uses the voice keeps the promise
    assert voice.responses() == voice.feedback() == []
    assert voice.subscription.retention_days == 7


def test_notes_and_messages_train_as_far_as_consent_and_licence_go(open_kit: OpenKit) -> None:
    kit = open_kit()
    write_notes(kit, 3)
    kit.log(note(4, licence="strava-api"))
    kit.log(note(5, days=200))
    day = NOON.date() - DAY
    kit.log(DailyHealth(date=day, notes="Rest and easy stretching.", provenance=note(0).provenance))
    kit.chat("Should I run easy tomorrow?")
    assert kit.voice.gather() == 0
    kit.voice.subscribe(train=True)
    assert kit.voice.gather() == 5
    rows = kit.voice.rows()
    assert {row.kind for row in rows} == {"workout-log", "interaction"}
    assert "anna" not in json.dumps([row.model_dump() for row in rows])
    assert kit.voice.gather() == 5


def test_a_trained_persona_speaks_and_one_call_goes_back(open_kit: OpenKit, tmp_path: Path) -> None:
    kit = open_kit()
    kit.voice.subscribe(kind="pro", train=True)
    write_notes(kit)
    report = kit.voice.train(tmp_path / "models")
    assert report.outcome == "replaced"
    said = open_kit().voice.engine(deadline_s=30).trigger("drink", {"minutes": 40})
    assert said.writer == "local:v0001"
    assert kit.voice.train().outcome == "not due"
    assert kit.voice.roll_back() == ""
    assert (
        open_kit().voice.engine(deadline_s=30).trigger("drink", {"minutes": 40}).writer
        == "local:base"
    )


def test_training_needs_consent_a_folder_and_a_model(open_kit: OpenKit, tmp_path: Path) -> None:
    kit = open_kit()
    with pytest.raises(tk.InvalidInput, match=r"subscribe\(train=True\)"):
        kit.voice.train(tmp_path / "models")
    kit.voice.subscribe(train=True)
    with pytest.raises(tk.InvalidInput, match="a folder for models"):
        kit.voice.train()
    with Kit() as other:
        other.voice.subscribe(train=True)
        with pytest.raises(tk.InvalidInput, match=r"llm\.local"):
            other.voice.train(tmp_path / "models")


@pytest.fixture
def trained(open_kit: OpenKit, tmp_path: Path) -> Kit:
    kit = open_kit()
    kit.voice.subscribe(kind="pro", train=True, collect=True)
    write_notes(kit)
    assert kit.voice.train(tmp_path / "models").outcome == "replaced"
    kit.voice.keep(kit.voice.engine().trigger("drink"))
    return kit


def versions(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("models/*/*/v*"))


def test_withdrawn_consent_takes_texts_and_models(trained: Kit, tmp_path: Path) -> None:
    assert versions(tmp_path) == ["v0001"]
    trained.voice.subscribe(train=False)
    assert trained.voice.rows() == []
    assert versions(tmp_path) == []
    assert trained.voice.responses() != []


def test_one_row_that_is_withdrawn_takes_its_model(trained: Kit, tmp_path: Path) -> None:
    models = trained.voice.models
    assert models is not None
    seen = models.versions("alice")[0].rows
    assert trained.voice.withdraw([seen[0]]) == 2
    assert versions(tmp_path) == []
    assert seen[0] not in {row.key for row in trained.voice.rows()}


def test_rows_that_expired_leave_the_model_until_consent_ends(
    trained: Kit, tmp_path: Path, clock: Clock
) -> None:
    clock.now = NOON + 60 * DAY
    assert trained.voice.expire() > 10
    assert trained.voice.rows() == []
    assert versions(tmp_path) == ["v0001"]
    assert trained.voice.withdraw() == 1
    assert versions(tmp_path) == []


def test_an_athlete_gets_everything_and_leaves_no_trace(trained: Kit, tmp_path: Path) -> None:
    exported = json.loads(trained.voice.export())
    kinds = {row["key"].partition(":")[0] for row in exported["voice"]}
    assert {"subscription", "said", "row", "models"} <= kinds
    trained.forget()
    assert versions(tmp_path) == []
    assert trained.store.get("voice", "anna") == []
    assert trained.voice.subscription.kind == "free"


def test_the_voice_alone_can_be_deleted(trained: Kit, tmp_path: Path) -> None:
    trained.voice.delete()
    assert versions(tmp_path) == []
    assert trained.store.get("voice", "anna") == []
    assert len(trained.history().activities) == 11


def test_a_purge_by_day_takes_the_models_of_everyone(
    trained: Kit, open_kit: OpenKit, tmp_path: Path
) -> None:
    other = open_kit("berta")
    other.purge(NOON.date())
    assert versions(tmp_path) == ["v0001"]
    other.purge(NOON.date() + DAY)
    assert versions(tmp_path) == []
    assert trained.voice.rows() == trained.voice.responses() == []


def test_hashed_ids_differ_from_store_to_store(trained: Kit, tmp_path: Path, clock: Clock) -> None:
    with Kit(store=f"sqlite:///{tmp_path / 'other.db'}", athlete_id="anna", clock=clock) as other:
        other.voice.subscribe(train=True)
        other.log(note(0))
        other.voice.gather()
        assert other.voice.rows()[0].athlete_hash != trained.voice.rows()[0].athlete_hash


def test_the_same_key_of_a_record_is_no_text(open_kit: OpenKit) -> None:
    kit = open_kit()
    kit.store.put("voice", "anna", [Record("other", "{}", NOON)])
    assert kit.voice.rows() == kit.voice.responses() == []


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (("config.json", "model.safetensors", "pytorch_model.bin"), "can run any code"),
        (("model.safetensors",), "with its config.json"),
    ],
)
def test_a_model_that_must_not_be_loaded_leaves_the_text(
    tmp_path: Path, files: tuple[str, ...], reason: str
) -> None:
    for name in files:
        (tmp_path / name).write_text("{}")
    with Kit(llm={"name": "local", "path": str(tmp_path)}) as kit:
        said = kit.voice.engine(deadline_s=60).trigger("split", CONTEXT)
    assert said.text
    assert said.fallback == "pattern"
    assert reason in said.note
    assert "\n" not in said.note

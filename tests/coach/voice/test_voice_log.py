"""What was said is kept with consent, not a day longer than agreed, and deleted on request."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest

from trainkit.adapters.stores.memory import MemoryStore
from trainkit.coach import voice
from trainkit.errors import InvalidInput
from trainkit.models import Feedback, Licence, Subscription
from trainkit.privacy import Gate

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ALL = Subscription(kind="pro", collect=True, train=True, retention_days=30)


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    store = MemoryStore()
    yield store
    store.close()


def log(store: MemoryStore, subscription: Subscription = ALL, **more: object) -> voice.VoiceLog:
    return voice.VoiceLog(store, "anna", subscription, secret="s", **more)  # type: ignore[arg-type]


def test_a_response_is_kept_with_its_clip_and_feedback(store: MemoryStore) -> None:
    response = voice.Engine().trigger("split", {"split": 3, "pace_s_per_km": 300})
    kept = log(store)
    response_id = kept.add(response, NOON)
    assert response_id is not None
    assert kept.responses() == [response.model_copy(update={"audio": None})]
    assert kept.audio(response_id) == response.audio
    feedback = Feedback(response_id=response_id, rating=4, moment=NOON)
    kept.rate(feedback)
    assert kept.feedback() == [feedback]
    with pytest.raises(InvalidInput, match="the id of a kept response"):
        kept.rate(Feedback(response_id="x", rating=4, moment=NOON))


def test_nothing_is_kept_without_consent(store: MemoryStore) -> None:
    kept = log(store, Subscription(kind="pro"))
    assert kept.add(voice.Engine().trigger("split"), NOON) is None
    assert kept.learn("Easy run with strong legs today.", NOON) is None
    assert store.get("voice", "anna") == []


def test_a_text_that_may_train_names_nobody(store: MemoryStore) -> None:
    kept = log(store)
    row = kept.learn("Easy run with Anna in Leipzig, legs felt strong.", NOON)
    assert row is not None
    assert row.text == "Easy run with [name] in [place], legs felt strong."
    assert row.removed == ("name", "place")
    assert "anna" not in row.athlete_hash
    assert 0 < row.quality < 1
    assert kept.rows() == [row]
    assert kept.learn("Anna Winter", NOON) is None
    kept.learn("Easy run with Berta in Leipzig, legs felt strong.", NOON)
    assert len(kept.rows()) == 1  # the same text without its name


def test_a_source_that_forbids_training_trains_nothing(store: MemoryStore) -> None:
    gate = Gate([Licence(name="strava-api", prompt=False, training=False)])
    kept = log(store, gate=gate)
    assert kept.learn("Easy run, legs felt strong.", NOON, licence="strava-api") is None
    assert kept.learn("Easy run, legs felt strong.", NOON, licence="unheard-of") is None


def test_what_is_too_old_goes(store: MemoryStore) -> None:
    kept = log(store)
    for days, feeling in ((0, "good"), (1, "heavy"), (10, "fine")):
        response = voice.Engine().trigger("split", {"split": 1 + days, "pace_s_per_km": 300})
        kept.add(response, NOON + days * DAY)
        kept.learn(f"Easy run, legs felt {feeling}.", NOON + days * DAY)
    assert kept.expire(NOON.date() + 30 * DAY) == 0
    assert kept.expire(NOON.date() + 31 * DAY) == 3  # text, clip and row of the first day
    assert [response.text for response in kept.responses()] != []
    assert kept.expire(NOON.date() + 100 * DAY) == 6
    assert store.get("voice", "anna") == []


def test_an_athlete_gets_and_deletes_everything(store: MemoryStore) -> None:
    kept = log(store)
    kept.add(voice.Engine().trigger("split"), NOON)
    kept.learn("Easy run, legs felt strong.", NOON)
    exported = json.loads(kept.export())
    assert exported["athlete"] == "anna"
    assert {row["key"].split(":")[0] for row in exported["voice"]} == {"said", "audio", "row"}
    assert kept.withdraw() == 1
    assert kept.rows() == []
    assert kept.delete() == 2
    assert store.get("voice", "anna") == []


@pytest.mark.parametrize("days", [0, 181])
def test_retention_is_between_1_and_180_days(days: int) -> None:
    with pytest.raises(InvalidInput, match="retention_days"):
        Subscription(retention_days=days)
    assert Subscription().retention_days == 30

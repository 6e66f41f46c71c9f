"""The voice over HTTP: words always, clips for those who may hear them, ranges of bytes."""

from typing import Any

import pytest

import trainkit as tk

pytest.importorskip("fastapi")

SPLIT = {"trigger": "split", "context": {"split": 5, "pace_s_per_km": 260}}
EARBUDS = {"device": {"earbuds": True}}


def _say(client: Any, **more: Any) -> Any:
    answer = client.post("/api/v1/voice/trigger", json=SPLIT | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def _subscribe(client: Any, **fields: Any) -> Any:
    answer = client.patch("/api/v1/voice/subscription", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_everybody_gets_the_words_and_pro_with_earbuds_a_clip(client: Any) -> None:
    free = _say(client, **EARBUDS)
    assert free["text"]
    assert len(free["toast"]) < 50
    assert free["audio_url"] is None
    assert _subscribe(client, kind="pro")["cycle"] == "weekly"
    assert _say(client)["audio_url"] is None
    spoken = _say(client, **EARBUDS, persona="aiden")
    assert spoken["persona"] == "aiden"
    clip = client.get(spoken["audio_url"])
    assert clip.status_code == 200
    assert clip.headers["content-type"].startswith("audio/")
    assert clip.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-999999999", 206, slice(None)),
        ("bytes=999999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=9-2", 416, slice(0, 0)),
        (f"bytes={'9' * 400}-", 416, slice(0, 0)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("lines=0-9", 200, slice(None)),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(
    client: Any, asked: str, status: int, expected: slice
) -> None:
    _subscribe(client, kind="pro")
    url = _say(client, **EARBUDS)["audio_url"]
    whole = client.get(url).content
    part = client.get(url, headers={"range": asked})
    assert (part.status_code, part.content) == (status, whole[expected])
    if status == 206:
        assert part.headers["content-range"].endswith(f"/{len(whole)}")


def test_what_was_said_is_kept_and_rated_with_consent_only(client: Any, kit: tk.Kit) -> None:
    rating = {"id": _say(client)["id"], "rating": 4}
    assert client.post("/api/v1/voice/feedback", json=rating).status_code == 404
    consents = {"collect": True, "train": True, "retention_days": 90}
    assert client.put("/api/v1/privacy/consents", json=consents).json() == consents
    _subscribe(client, kind="pro")
    said = _say(client, **EARBUDS, context={"split": 6, "pace_s_per_km": 255})
    rating["id"] = said["id"]
    assert client.post("/api/v1/voice/feedback", json=rating).status_code == 201
    assert len(kit.voice.responses()) == len(kit.voice.feedback()) == 1
    assert kit.voice.audio(said["id"]) is not None
    consents |= {"collect": False, "train": False}
    assert client.put("/api/v1/privacy/consents", json=consents).status_code == 200
    assert kit.voice.responses() == []
    assert kit.voice.audio(said["id"]) is None
    assert client.get("/api/v1/privacy/consents").json() == consents


def test_personas_and_triggers_are_listed(client: Any) -> None:
    names = [persona["id"] for persona in client.get("/api/v1/voice/personas").json()]
    assert {"alice", "aiden"} <= set(names)
    assert client.get("/api/v1/voice/personas/aiden").json()["id"] == "aiden"
    assert client.get("/api/v1/voice/personas/nobody").status_code == 404
    assert "split" in {row["name"] for row in client.get("/api/v1/voice/triggers").json()}
    assert client.post("/api/v1/voice/trigger", json={"trigger": "nothing"}).status_code == 400
    nobody = SPLIT | {"persona": "nobody"}
    assert client.post("/api/v1/voice/trigger", json=nobody).status_code == 400
    assert client.get("/api/v1/voice/audio/nothing").status_code == 404
    assert client.patch("/api/v1/voice/subscription", json={"persona": "x"}).status_code == 400


def test_a_new_session_may_say_again_what_was_said(client: Any) -> None:
    said = [_say(client, context={"split": 7, "pace_s_per_km": 250})["text"] for _ in range(2)]
    client.post("/api/v1/voice/trigger", json={"trigger": "pre-start"})
    assert _say(client, context={"split": 7, "pace_s_per_km": 250})["text"] == said[0]


def test_retention_deletes_the_days_before(client: Any, kit: tk.Kit) -> None:
    days = client.get("/api/v1/journal", params={"limit": 500}).json()
    before = days[10]["date"]
    answer = client.post("/api/v1/privacy/retention", json={"before": before})
    assert answer.json()["records"] > 0
    left = client.get("/api/v1/journal", params={"limit": 500}).json()
    assert [day["date"] for day in left] == [day["date"] for day in days[:11]]
    assert min(activity.day for activity in kit.history().activities) >= kit.days.get(before).date


def test_a_day_is_assessed_anew(client: Any, kit: tk.Kit) -> None:
    day = str(kit.today().date)
    answer = client.post(f"/api/v1/recovery/{day}/recalculate")
    assert answer.status_code == 202
    assert client.get(answer.json()["poll_url"]).json()["date"] == day
    assert client.post("/api/v1/recovery/1999-01-01/recalculate").status_code == 404

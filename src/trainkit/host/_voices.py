"""Who speaks to whom in workouts that run, and the clips that were just spoken."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from trainkit import coach
from trainkit.errors import NotFound
from trainkit.kit import Kit
from trainkit.models.audio import Audio
from trainkit.models.voice import Subscription, VoiceResponse

if TYPE_CHECKING:  # imported when somebody trains with it
    from trainkit.coach.voice import Engine

__all__ = ["Heard", "find_clip", "say"]

_RECENT = 50  # clips of an athlete that can be fetched without being kept


class Heard(NamedTuple):
    """What was said, and the name by which it can be heard again and rated."""

    id: str
    response: VoiceResponse


class _Ear:
    """What one athlete hears: a session with each persona, and the latest clips."""

    def __init__(self) -> None:
        self.engines: dict[tuple[str, str], Engine] = {}
        self.clips: OrderedDict[str, Audio] = OrderedDict()


_LOCK = threading.Lock()
_EARS: WeakKeyDictionary[Kit, _Ear] = WeakKeyDictionary()


def say(
    kit: Kit,
    trigger: str,
    context: Mapping[str, object],
    *,
    persona: str | None,
    earbuds: bool,
    audio: bool,
) -> Heard:
    """Say something at a trigger; one from before a workout begins a new session."""
    subscription = kit.voice.subscription
    engine = _open_engine(kit, persona or subscription.persona, subscription)
    if coach.voice.find_trigger(trigger).conditions.phase == "before":
        engine.begin_session()
    response = engine.trigger(trigger, context, earbuds=earbuds, audio=audio)
    key = kit.voice.keep(response) or response.id_at(dt.datetime.now(dt.UTC))
    if response.audio is not None:
        with _LOCK:
            clips = _EARS.setdefault(kit, _Ear()).clips
            clips[key] = response.audio
            while len(clips) > _RECENT:
                clips.popitem(last=False)
    return Heard(key, response)


def find_clip(kit: Kit, key: str) -> Audio:
    """Return the clip of something that was said; `NotFound` where none is at hand."""
    with _LOCK:
        found = _EARS.setdefault(kit, _Ear()).clips.get(key)
    found = found or kit.voice.audio(key)
    if found is None:
        raise NotFound("id", key, "the id of something that was just spoken, or is kept")
    return found


def _open_engine(kit: Kit, persona: str, subscription: Subscription) -> "Engine":
    place = persona, subscription.model_dump_json()
    with _LOCK:
        engines = _EARS.setdefault(kit, _Ear()).engines
        if place not in engines:
            if len(engines) >= _RECENT:
                engines.clear()
            engines[place] = kit.voice.engine(persona)
        return engines[place]

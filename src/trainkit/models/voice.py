"""A voice in the ear: who speaks, when, to whom, and what was said."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from trainkit.models.audio import Audio
from trainkit.models.model import Model
from trainkit.models.units import Moment

__all__ = [
    "Conditions",
    "Feedback",
    "Persona",
    "Subscription",
    "SubscriptionKind",
    "Traits",
    "Trigger",
    "VoiceResponse",
    "VoiceSettings",
]

SubscriptionKind = Literal["free", "pro", "trainer"]
"""What an athlete has paid for."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Sentence = Annotated[str, Field(min_length=1, max_length=2000)]


class Traits(Model):
    """The character of a persona, each from 0 to 1.

    Parameters
    ----------
    enthusiasm, supportiveness, directness : float
        [1]
    """

    enthusiasm: Share = 0.5
    supportiveness: Share = 0.5
    directness: Share = 0.5


class VoiceSettings(Model):
    """How a voice speaks, where the service has such settings.

    Parameters
    ----------
    stability, similarity, style : float
        As the service understands them, 0 to 1 [1].
    speed : float
        Relative to the voice's own [1].
    """

    stability: Share = 0.5
    similarity: Share = 0.75
    style: Share = 0.0
    speed: Annotated[float, Field(ge=0.5, le=2)] = 1.0


class Persona(Model):
    """Somebody who speaks: character, voice and sentences.

    Parameters
    ----------
    id : str
        Lower-case letters, digits and ``-``.
    name : str
        Name to show.
    traits : Traits
        The character.
    voices : mapping of str to str
        Voice by the kind of speech, such as ``{"espeak": "en-us+f3"}``; the first one that the
        speech in use has is taken, else its default.
    settings : VoiceSettings
        How the voice speaks.
    patterns : mapping of str to tuple of str
        Sentences by trigger, or by trigger and direction (``"zone-drift/above"``), with quantities
        of the context in braces: ``"Kilometre {split}, {pace_s_per_km}."``
    tails : tuple of str
        Short sentences that are added to a pattern which was already said in a session.
    """

    id: Name
    name: Annotated[str, Field(min_length=1, max_length=60)]
    traits: Traits = Traits()
    voices: Mapping[str, str] = {}
    settings: VoiceSettings = VoiceSettings()
    patterns: Mapping[str, tuple[Sentence, ...]]
    tails: tuple[Sentence, ...] = ()


class Conditions(Model):
    """When a trigger may speak.

    Parameters
    ----------
    user : {"all", "free", "pro"}
        Who hears it; a trainer hears what a pro hears.
    device : {"any", "earbuds"}
        Where it is spoken.
    phase : {"any", "before", "during", "after"}
        The part of the workout that it belongs to.
    """

    user: Literal["all", "free", "pro"] = "all"
    device: Literal["any", "earbuds"] = "any"
    phase: Literal["any", "before", "during", "after"] = "any"


class Trigger(Model):
    """A moment at which a persona speaks.

    Parameters
    ----------
    name : str
        Its name.
    description : str
        When it fires.
    prompt : str
        What a language model is asked to say.
    toast : tuple of str
        Short texts for the screen, the fullest first; the first whose quantities are known is used.
    safe_text : str
        What is said where no other text is fit to be said.
    max_words : int
        Longest text [words].
    priority : int
        1 to 10; of several moments at once, the highest is spoken.
    conditions : Conditions
        When it may speak.
    """

    name: Name
    description: Annotated[str, Field(min_length=1)]
    prompt: Annotated[str, Field(min_length=1)]
    toast: Annotated[tuple[str, ...], Field(min_length=1)]
    safe_text: Sentence
    max_words: Annotated[int, Field(ge=1, le=200)] = 15
    priority: Annotated[int, Field(ge=1, le=10)] = 5
    conditions: Conditions = Conditions()


class Subscription(Model):
    """What an athlete has paid for and has chosen.

    Parameters
    ----------
    kind : {"free", "pro", "trainer"}
        Free has text; pro and trainer have a voice.
    persona : str
        The persona that the athlete prefers.
    cycle : {"weekly", "monthly", "none"}
        How often a persona is trained on the athlete's texts.
    toast_ms : int
        How long a toast is shown [ms].
    collect : bool
        Whether what is said may be kept.
    train : bool
        Whether texts may train a persona; nothing is collected for it without this consent.
    retention_days : int
        How long texts and audio are kept, 1 to 180 [d].
    """

    kind: SubscriptionKind = "free"
    persona: Name = "alice"
    cycle: Literal["weekly", "monthly", "none"] = "monthly"
    toast_ms: Annotated[int, Field(ge=1000, le=10_000)] = 4000
    collect: bool = False
    train: bool = False
    retention_days: Annotated[int, Field(ge=1, le=180)] = 30

    @property
    def has_voice(self) -> bool:
        """Whether texts are spoken."""
        return self.kind != "free"

    def name_cycle(self, day: dt.date) -> str:
        """Return the name of a day's training cycle, ``2026-W18`` or ``2026-05``; or nothing."""
        if self.cycle == "none":
            return ""
        return f"{day:%G-W%V}" if self.cycle == "weekly" else f"{day:%Y-%m}"

    def change(self, kind: SubscriptionKind) -> "Subscription":
        """Return the subscription of another kind; with a voice it trains weekly, else monthly."""
        cycle = self.cycle if self.cycle == "none" else "monthly" if kind == "free" else "weekly"
        return self.model_copy(update={"kind": kind, "cycle": cycle})


class Feedback(Model):
    """What an athlete thinks of something that was said.

    Parameters
    ----------
    response_id : str
        The response.
    rating : int
        1 to 5.
    helpful : bool
        Whether it helped.
    moment : datetime
        Aware.
    """

    response_id: Annotated[str, Field(min_length=1)]
    rating: Annotated[int, Field(ge=1, le=5)]
    helpful: bool = True
    moment: Moment


class VoiceResponse(Model):
    """What is said at a trigger.

    Parameters
    ----------
    persona, trigger : str
        Who speaks, and when.
    text : str
        What is said, in words that a voice says well.
    toast : str
        A text for the screen, at most 49 characters.
    audio : Audio, optional
        The clip; None where nothing is to be heard.
    writer : str
        Who wrote the text: ``"pattern"``, the name of a language model, or ``"safe"``.
    fallback : str
        What replaced the text or the audio that was wanted, and was not ready, not fit or not
        allowed: ``"pattern"``, ``"safe text"``, ``"cached clip"`` or ``"text"``; empty where
        nothing was replaced.
    note : str
        Why, in one line.
    cached : bool
        Whether the clip was in the cache.
    repeated : bool
        Whether the text was said before in this session: then it is shown, and not spoken.
    seconds, text_seconds : float
        Time from the trigger to the response, and to its text [s].
    retry_after_s : float, optional
        The wait until the athlete's limit allows another generated text [s].
    queue_position : int, optional
        Place of the request in the queue, from 1.
    """

    persona: str
    trigger: str
    text: Annotated[str, Field(min_length=1)]
    toast: Annotated[str, Field(min_length=1, max_length=49)]
    audio: Audio | None = None
    writer: str = "pattern"
    fallback: str = ""
    note: str = ""
    cached: bool = False
    repeated: bool = False
    seconds: Annotated[float, Field(ge=0)] = 0.0
    text_seconds: Annotated[float, Field(ge=0)] = 0.0
    retry_after_s: Annotated[float, Field(ge=0)] | None = None
    queue_position: Annotated[int, Field(ge=1)] | None = None

    def id_at(self, moment: dt.datetime) -> str:
        """Return the id of this response as said at a moment."""
        parts = "\0".join((self.persona, self.trigger, self.text, moment.isoformat()))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

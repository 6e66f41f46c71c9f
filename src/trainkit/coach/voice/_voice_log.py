"""What was said to an athlete, kept with consent, and not a day longer than agreed."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Literal

from trainkit.coach.voice._anonymise import anonymise
from trainkit.errors import InvalidInput
from trainkit.models.audio import Audio
from trainkit.models.model import Model
from trainkit.models.voice import Feedback, Subscription, VoiceResponse
from trainkit.ports import Record, RecordKind, Store
from trainkit.privacy import Gate

__all__ = ["TrainingRow", "VoiceLog"]

RowKind = Literal["workout-log", "interaction", "feedback"]
"""Where a text for training comes from."""

_KIND: RecordKind = "voice"
_SAID, _AUDIO, _FEEDBACK, _ROW = "said:", "audio:", "feedback:", "row:"
_LIKED = 4  # of 5
_GOOD_WORDS = (5, 40)  # the length of a text that teaches a style


class TrainingRow(Model):
    """A text from which a persona may learn; nobody can tell whose it is.

    Parameters
    ----------
    key : str
        Hash of the athlete and the text with a secret of the host.
    athlete_hash : str
        Hash of the athlete's id with the secret.
    kind : {"workout-log", "interaction", "feedback"}
        Whether the athlete noted it about a session, wrote it to the coach, or liked to hear it.
    text : str
        The text without personal data.
    removed : tuple of str
        Kinds of personal data that were taken out.
    quality : float
        0 to 1: length, and how little had to be taken out [1].
    licence : str
        What the text's source allows.
    trigger : str
        The moment that it belongs to; empty for texts of the athlete.
    cycle : str
        The training cycle in which it was collected, as `Subscription.name_cycle` names it.
    """

    key: str = ""
    athlete_hash: str
    kind: RowKind = "workout-log"
    text: str
    removed: tuple[str, ...] = ()
    quality: float = 0.0
    licence: str = "user-file"
    trigger: str = ""
    cycle: str = ""


class VoiceLog:
    """Keeps what one athlete heard, wrote and thought of it; threads may share it.

    Nothing is kept without consent (`Subscription.collect`, `Subscription.train`).

    Parameters
    ----------
    store : Store
        Where it is kept.
    athlete : str
        The athlete's id in the store.
    subscription : Subscription
        Consent and retention.
    gate : Gate, optional
        Decides which sources may train a model.
    secret : str
        Secret of the host for hashed ids.
    """

    def __init__(
        self,
        store: Store,
        athlete: str,
        subscription: Subscription,
        *,
        gate: Gate | None = None,
        secret: str = "",
    ) -> None:
        self._store, self._athlete, self._subscription = store, athlete, subscription
        self._gate, self._secret = gate or Gate(), secret

    @property
    def athlete_hash(self) -> str:
        """Hash of the athlete's id with the secret."""
        return self._hash(self._athlete)

    def add(self, response: VoiceResponse, moment: dt.datetime) -> str | None:
        """Keep a response with its clip; return its id, or None without consent."""
        if not self._subscription.collect:
            return None
        response_id = response.id_at(moment)
        bare = response.model_copy(update={"audio": None})
        records = [(f"{_SAID}{response_id}", bare.model_dump_json())]
        if (audio := response.audio) is not None:
            body = {
                "media_type": audio.media_type,
                "seconds": audio.seconds,
                "data": base64.b64encode(audio.data).decode(),
            }
            records.append((f"{_AUDIO}{response_id}", json.dumps(body)))
        self._put(records, moment)
        return response_id

    def rate(self, feedback: Feedback) -> None:
        """Keep what the athlete thinks of a response; one that was liked may train a persona.

        Parameters
        ----------
        feedback : Feedback
            The response's id, and the rating.

        Raises
        ------
        InvalidInput
            The response is not kept.
        """
        key = f"{_SAID}{feedback.response_id}"
        found = self._store.get(_KIND, self._athlete, keys=[key])
        if not found:
            raise InvalidInput("response_id", feedback.response_id, "the id of a kept response")
        record = (f"{_FEEDBACK}{feedback.response_id}", feedback.model_dump_json())
        self._put([record], feedback.moment)
        if feedback.helpful and feedback.rating >= _LIKED:
            said = VoiceResponse.model_validate_json(found[0].body)
            self.learn(said.text, feedback.moment, kind="feedback", trigger=said.trigger)

    def learn(
        self,
        text: str,
        moment: dt.datetime,
        *,
        kind: RowKind = "workout-log",
        trigger: str = "",
        licence: str = "user-file",
    ) -> TrainingRow | None:
        """Keep a text for training, without personal data.

        Parameters
        ----------
        text : str
            What the athlete wrote.
        moment : datetime
            When, aware.
        kind, trigger : str
            As in `TrainingRow`.
        licence : str
            What its source allows, as in `Provenance`.

        Returns
        -------
        TrainingRow or None
            The row; None without consent, where the licence forbids it, or where too little is
            left of the text.
        """
        if not self._subscription.train or not self._gate.allows(licence, "training"):
            return None
        result = anonymise(text)
        if not result.kept:
            return None
        row = TrainingRow(
            key=self._hash(f"{self._athlete}\0{result.text}"),
            athlete_hash=self.athlete_hash,
            kind=kind,
            text=result.text,
            removed=result.kinds,
            quality=_quality(result.text),
            licence=licence,
            trigger=trigger,
            cycle=self._subscription.name_cycle(moment.date()),
        )
        self._put([(f"{_ROW}{row.key}", row.model_dump_json())], moment, licence)
        return row

    def responses(self) -> list[VoiceResponse]:
        """Return what was said, without clips, the oldest first."""
        return [VoiceResponse.model_validate_json(record.body) for record in self._of(_SAID)]

    def rows(self) -> list[TrainingRow]:
        """Return the texts that may train a persona."""
        return [TrainingRow.model_validate_json(record.body) for record in self._of(_ROW)]

    def feedback(self) -> list[Feedback]:
        """Return what the athlete thought."""
        return [Feedback.model_validate_json(record.body) for record in self._of(_FEEDBACK)]

    def audio(self, response_id: str) -> Audio | None:
        """Return the clip of a response; None where none is kept."""
        records = self._store.get(_KIND, self._athlete, keys=[f"{_AUDIO}{response_id}"])
        if not records:
            return None
        body = json.loads(records[0].body)
        data = base64.b64decode(body["data"])
        return Audio(data=data, media_type=body["media_type"], seconds=body["seconds"])

    def expire(self, today: dt.date) -> int:
        """Delete what is older than agreed; return how many records."""
        last = today - dt.timedelta(days=self._subscription.retention_days + 1)
        old = self._store.get(_KIND, self._athlete, last=last)
        keys = [record.key for record in old if record.day is not None]
        return self._store.delete(self._athlete, _KIND, keys=keys) if keys else 0

    def withdraw(self, keys: Iterable[str] | None = None) -> int:
        """Delete texts for training, when consent ends; models made of them are not seen here.

        Parameters
        ----------
        keys : iterable of str, optional
            Keys of rows; by default all.

        Returns
        -------
        int
            How many were deleted.
        """
        chosen = None if keys is None else {f"{_ROW}{key}" for key in keys}
        gone = [r.key for r in self._of(_ROW) if chosen is None or r.key in chosen]
        return self._store.delete(self._athlete, _KIND, keys=gone) if gone else 0

    def export(self) -> bytes:
        """Return everything that is kept of the athlete's voice, as JSON."""
        records = self._store.get(_KIND, self._athlete)
        rows = [{"key": r.key, "at": r.at.isoformat(), "body": json.loads(r.body)} for r in records]
        return json.dumps({"athlete": self._athlete, "voice": rows}, indent=1).encode()

    def delete(self) -> int:
        """Delete everything that is kept of the athlete; return how many records."""
        return self._store.delete(self._athlete, _KIND)

    def _of(self, prefix: str) -> list[Record]:
        records = self._store.get(_KIND, self._athlete)
        found = [record for record in records if record.key.startswith(prefix)]
        return sorted(found, key=lambda record: record.at)

    def _put(
        self, bodies: Iterable[tuple[str, str]], moment: dt.datetime, licence: str = "user-file"
    ) -> None:
        day = moment.date()
        records = [Record(key, body, moment, day, licence) for key, body in bodies]
        self._store.put(_KIND, self._athlete, records)

    def _hash(self, text: str) -> str:
        return hashlib.sha256(f"{self._secret}\0{text}".encode()).hexdigest()[:24]


def _quality(text: str) -> float:
    words = text.split()
    masked = sum(word.startswith("[") for word in words)
    low, high = _GOOD_WORDS
    length = min(len(words) / low, 1.0, high / len(words))
    return round(length * (1 - masked / len(words)), 3)

"""The voice of a Kit: who speaks, to whom, what is kept of it, and what is learned from it."""

import datetime as dt
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, TypedDict, Unpack

from trainkit.coach import voice
from trainkit.errors import BackendError, InvalidInput, MissingExtra
from trainkit.kit._absent_model import AbsentModel
from trainkit.kit._adapters import Adapters
from trainkit.kit._data import AthleteData
from trainkit.models import Audio, Conversation, Feedback, Persona, Subscription, VoiceResponse
from trainkit.models.tuning import TuningPlan
from trainkit.ports import LanguageModel, Record, RecordKind, Store, TrainableModel

__all__ = ["SubscriptionFields", "Voice"]

_KIND: RecordKind = "voice"
_SUBSCRIPTION, _SALT, _FOLDER = "subscription", "salt", "models"


class SubscriptionFields(TypedDict, total=False):
    """The fields of `Subscription`, in its units."""

    kind: Literal["free", "pro", "trainer"]
    persona: str
    cycle: Literal["weekly", "monthly", "none"]
    toast_ms: int
    collect: bool
    train: bool
    retention_days: int


class Voice:
    """The voice coach of one athlete; threads may share it.

    Parameters
    ----------
    data : AthleteData
        The athlete's data.
    adapters : Adapters
        The voice and the models that the host chose.
    llm : callable
        Returns the language model of the Kit, or None.
    """

    def __init__(
        self, data: AthleteData, adapters: Adapters, llm: Callable[[], LanguageModel | None]
    ) -> None:
        self._data, self._adapters, self._llm = data, adapters, llm
        self._clips = voice.Clips()
        self._lock = threading.Lock()
        self._speakers: dict[Path, TrainableModel] = {}

    @property
    def subscription(self) -> Subscription:
        """What the athlete has paid for and has chosen; by default free, and nothing is kept."""
        body = self._read(_SUBSCRIPTION)
        return Subscription() if body is None else Subscription.model_validate_json(body)

    def subscribe(self, **fields: Unpack[SubscriptionFields]) -> Subscription:
        """Change what the athlete has paid for or has chosen.

        Parameters
        ----------
        **fields
            Fields of `Subscription`, such as ``kind="pro"`` or ``train=True``. With ``train=False``
            the texts that were collected for training go, and the models that were made of them.

        Returns
        -------
        Subscription
            What counts from now on.

        Raises
        ------
        InvalidInput
            A value is not allowed, or there is no such persona.
        """
        before = self.subscription
        wanted = dict(fields)
        changed = before.change(fields["kind"]) if "kind" in fields else before
        changed = changed.model_copy(update=wanted)
        voice.find_persona(changed.persona)
        self._put(_SUBSCRIPTION, changed.model_dump_json())
        if before.train and not changed.train:
            self.withdraw()
        return changed

    def engine(
        self, persona: str | Persona | None = None, *, deadline_s: float = 0.5
    ) -> "voice.Engine":
        """Return what speaks in one session, with the athlete's subscription, model and voice.

        Parameters
        ----------
        persona : str or Persona, optional
            Who speaks; by default the one that the athlete prefers.
        deadline_s : float
            As in `trainkit.coach.voice.Engine`.

        Returns
        -------
        Engine
            The engine; a model that was trained for the persona writes before the Kit's own.
        """
        self.expire()
        subscription = self.subscription
        who = voice.find_persona(persona or subscription.persona)
        return voice.Engine(
            who,
            subscription=subscription,
            speech=self._adapters.speech(),
            llm=self._choose_model(who.id),
            deadline_s=deadline_s,
            athlete=self._data.athlete_id,
            clips=self._clips,
            turn=self._data.local_day().toordinal(),
        )

    def prepare(self, persona: str | Persona | None = None) -> tuple[int, tuple[str, ...]]:
        """Render a persona's sentences without quantities ahead, as `Engine.prepare` does."""
        return self.engine(persona).prepare()

    def prepare_later(self, persona: str | Persona | None = None) -> int:
        """Let a thread render them, as `Engine.prepare_later` does; return how many wait."""
        return self.engine(persona).prepare_later()

    def keep(self, response: VoiceResponse) -> str | None:
        """Keep what was said, with its clip; return its id, or None without consent."""
        return self._log.add(response, self._data.now())

    def rate(self, response_id: str, rating: int, *, helpful: bool = True) -> Feedback:
        """Keep what the athlete thinks of something that was said.

        Parameters
        ----------
        response_id : str
            As `keep` returned it.
        rating : int
            1 to 5.
        helpful : bool
            Whether it helped.

        Returns
        -------
        Feedback
            What was kept.

        Raises
        ------
        InvalidInput
            No such response is kept, or the rating is out of range.
        """
        feedback = Feedback(
            response_id=response_id, rating=rating, helpful=helpful, moment=self._data.now()
        )
        self._log.rate(feedback)
        return feedback

    def responses(self) -> list[VoiceResponse]:
        """Return what was said and kept, without clips, the oldest first."""
        return self._log.responses()

    def audio(self, response_id: str) -> Audio | None:
        """Return the clip of something that was said; None where none is kept."""
        return self._log.audio(response_id)

    def feedback(self) -> list[Feedback]:
        """Return what the athlete thought of it."""
        return self._log.feedback()

    def rows(self) -> "list[voice.TrainingRow]":
        """Return the texts that may train a persona; nobody can tell whose they are."""
        return self._log.rows()

    def gather(self) -> int:
        """Collect the athlete's own texts for training: notes, and messages to the coach.

        Only with consent, only of licences that allow training, without personal data, and not
        older than the retention.

        Returns
        -------
        int
            The number of texts that are kept for training.
        """
        log, first = self._log, self._data.local_day() - self._retention
        if not self.subscription.train:
            return 0
        history = self._data.history("training")
        notes = [(a.notes, a.start, a.provenance.licence) for a in history.activities if a.notes]
        noon = dt.time(12, tzinfo=dt.UTC)
        notes += [
            (day.notes, dt.datetime.combine(day.date, noon), day.provenance.licence)
            for day in history.days
            if day.notes
        ]
        for text, moment, licence in notes:
            if moment.date() >= first:
                log.learn(text, moment, licence=licence)
        records = self._data.store.get("conversations", self._data.athlete_id)
        for record in records:
            for turn in Conversation.model_validate_json(record.body).turns:
                if turn.moment.date() >= first:
                    log.learn(turn.question, turn.moment, kind="interaction")
        return len(log.rows())

    def train(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        persona: str | Persona | None = None,
        plan: TuningPlan | None = None,
        fewest_texts: int = 10,
        force: bool = False,
    ) -> "voice.TrainingReport":
        """Train a persona on the athlete's texts, once a cycle; a better model speaks from now on.

        Parameters
        ----------
        folder : path, optional
            Where models are kept; by default where they were kept before.
        persona : str or Persona, optional
            Who is trained; by default the one that the athlete prefers.
        plan, fewest_texts, force
            As in `trainkit.coach.voice.train_persona`.

        Returns
        -------
        TrainingReport
            What came of it.

        Raises
        ------
        InvalidInput
            There is no consent, no folder, or no model in the Kit that can be trained.
        BackendError
            The training stopped, and the next call goes on (retryable); or it failed.
        """
        subscription = self.subscription
        if not subscription.train:
            allowed = "given before: kit.voice.subscribe(train=True)"
            raise InvalidInput("consent", "not given", allowed)
        model, models = self._trainable(), self._models(folder)
        if model is None:
            raise InvalidInput("llm", None, "a model that can be trained, such as llm.local")
        self.expire()
        self.gather()
        now = self._data.now()
        return voice.train_persona(
            persona or subscription.persona,
            self._log.rows(),
            model,
            models,
            moment=now,
            cycle=subscription.name_cycle(now.date()),
            plan=plan,
            fewest_texts=fewest_texts,
            force=force,
        )

    @property
    def models(self) -> "voice.PersonaModels | None":
        """The trained models; None before the first training."""
        body = self._read(_FOLDER)
        return None if body is None else voice.PersonaModels(json.loads(body))

    def roll_back(self, persona: str | None = None) -> str:
        """Let the model before the current one speak; return its name, empty for the untrained."""
        models = self.models
        before = models.roll_back(persona or self.subscription.persona) if models else None
        return "" if before is None else before.name

    def withdraw(self, keys: Iterable[str] | None = None) -> int:
        """Delete texts for training, and every model that has seen one of them.

        Parameters
        ----------
        keys : iterable of str, optional
            Keys of rows; by default all, also of rows that are no longer kept.

        Returns
        -------
        int
            The number of deleted texts and models.
        """
        models, chosen = self.models, None if keys is None else list(keys)
        gone = 0
        if models is not None:
            gone = len(models.delete() if chosen is None else models.withdraw(chosen))
        self.close()
        return gone + self._log.withdraw(chosen)

    def expire(self) -> int:
        """Delete what is older than the athlete's retention; return how many records."""
        return self._log.expire(self._data.local_day())

    def export(self) -> bytes:
        """Return everything that is kept of the athlete's voice, as JSON."""
        return self._log.export()

    def delete(self) -> int:
        """Delete everything that is kept of the athlete's voice, with models; return how many."""
        return self.delete_models() + self._log.delete()

    def delete_models(self) -> int:
        """Delete the athlete's trained models; return how many personas had some."""
        models = self.models
        self.close()
        return 0 if models is None else len(models.delete())

    def purge_models(self, before: dt.date) -> int:
        """Delete the models of every athlete that were made before a day; return how many."""
        store, count = self._data.store, 0
        for athlete in store.athletes():
            for record in store.get(_KIND, athlete, keys=[_FOLDER]):
                count += len(voice.PersonaModels(json.loads(record.body)).purge(before))
        self.close()
        return count

    def close(self) -> None:
        """End the processes of trained models; the next engine starts them again."""
        with self._lock:
            speakers, self._speakers = self._speakers, {}
        for speaker in speakers.values():
            speaker.close()

    @property
    def _log(self) -> "voice.VoiceLog":
        data = self._data
        return voice.VoiceLog(
            data.store,
            data.athlete_id,
            self.subscription,
            gate=data.records.gate,
            secret=self._salt,
        )

    @property
    def _retention(self) -> dt.timedelta:
        return dt.timedelta(days=self.subscription.retention_days)

    @property
    def _salt(self) -> str:
        """The secret behind hashed ids: it goes with the athlete, and then they name nobody."""
        body = self._read(_SALT)
        if body is None:
            body = json.dumps(secrets.token_hex(16))
            self._put(_SALT, body)
        return str(json.loads(body))

    def _models(self, folder: str | os.PathLike[str] | None) -> "voice.PersonaModels":
        if folder is None:
            models = self.models
            if models is None:
                raise InvalidInput("folder", None, "a folder for models, at the first training")
            return models
        log = self._log
        path = Path(folder).absolute() / log.athlete_hash
        path.mkdir(parents=True, exist_ok=True)
        self._put(_FOLDER, json.dumps(str(path)))
        return voice.PersonaModels(path)

    def _choose_model(self, persona: str) -> LanguageModel | None:
        """Return who writes; one that cannot be opened tells it with each text, by patterns."""
        try:
            return self._speaker(persona) or self._llm()
        except (InvalidInput, MissingExtra, BackendError) as error:
            return AbsentModel(str(error))

    def _trainable(self) -> TrainableModel | None:
        found = (model for _, model in self._adapters.llms())
        return next((model for model in found if isinstance(model, TrainableModel)), None)

    def _speaker(self, persona: str) -> LanguageModel | None:
        """Return the model that was trained for a persona, opened once."""
        models, model = self.models, self._trainable()
        folder = models.current(persona) if models is not None else None
        if folder is None or model is None:
            return None
        with self._lock:
            if folder not in self._speakers:
                self._speakers[folder] = model.at(folder)
            return self._speakers[folder]

    def _read(self, key: str) -> str | None:
        store: Store = self._data.store
        found = store.get(_KIND, self._data.athlete_id, keys=[key])
        return found[0].body if found else None

    def _put(self, key: str, body: str) -> None:
        record = Record(key, body, self._data.records.next_moment())
        self._data.store.put(_KIND, self._data.athlete_id, [record])

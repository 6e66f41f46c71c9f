"""The voice coach: a trigger in; a text, a toast and perhaps a clip out, in time."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from trainkit.coach.voice._clips import Clips
from trainkit.coach.voice._patterns import LONGEST_TOAST, Said, fill, make_toast
from trainkit.coach.voice._personas import find_persona
from trainkit.coach.voice._quantities import PLACEHOLDER, Values, read_context
from trainkit.coach.voice._silence import SilentSpeech
from trainkit.coach.voice._speaker import Speaker, Spoken
from trainkit.coach.voice._triggers import TRIGGERS, find_trigger
from trainkit.coach.voice._waiting_line import Place, WaitingLine
from trainkit.coach.voice._workers import Workers
from trainkit.coach.voice._writer import Draft, Writer
from trainkit.errors import BackendError, InvalidInput
from trainkit.models.audio import Audio
from trainkit.models.voice import Persona, Subscription, SubscriptionKind, Trigger, VoiceResponse
from trainkit.ports import LanguageModel, Speech

__all__ = ["Engine"]

_TEXT_SHARE = 0.4  # of the deadline, for a language model
_SPARE_SHARE = 0.06  # of the deadline, to come back from a wait on a busy machine
_KEEP_S = 30 * 86_400.0
_LATE_S = 20.0  # for a text that nobody waits for
_WORKERS = Workers()
_CLIPS = Clips()


class Engine:
    """Speaks at triggers, in one session of one athlete; threads may share it.

    The text comes from the persona's patterns, or from a language model if it is ready in time, fit
    to be said and true. A clip comes with it if the subscription has a voice, and earbuds and audio
    are on. What is not ready at the deadline is replaced: by a pattern, by a clip in the cache, or
    by the text alone; nothing comes late, and nothing is said twice.

    Parameters
    ----------
    persona : str or Persona
        Who speaks.
    subscription : str or Subscription
        ``"free"``, ``"pro"``, ``"trainer"``, or one with its choices.
    speech : Speech, optional
        The voice; by default silence of the right length.
    llm : LanguageModel, optional
        Writes the texts; by default the patterns do.
    deadline_s : float
        Time from trigger to clip [s].
    athlete : str
        Whose limit of texts an hour counts.
    clips : Clips, optional
        Keeps clips; by default one for all engines with the same voice.
    line : WaitingLine, optional
        Limits the free tier; by default one for all engines.
    turn : int
        With which of several equal sentences a session begins, such as the number of the day.
    clock : callable
        Monotonic time [s].

    Raises
    ------
    InvalidInput
        An unknown persona or subscription, or a deadline that is not above 0.

    Examples
    --------
    >>> coach = Engine("aiden")
    >>> said = coach.trigger("split", {"split": 5, "pace_s_per_km": 260})
    >>> said.text, said.toast
    ('Kilometre five: four twenty per kilometre.', 'Km 5 · 4:20 /km')
    >>> coach.trigger("split", {"split": 6}, earbuds=False).audio is None
    True
    """

    def __init__(
        self,
        persona: str | Persona = "alice",
        *,
        subscription: SubscriptionKind | Subscription = "pro",
        speech: Speech | None = None,
        llm: LanguageModel | None = None,
        deadline_s: float = 0.5,
        athlete: str = "athlete",
        clips: Clips | None = None,
        line: WaitingLine | None = None,
        turn: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not 0 < deadline_s <= 60:
            raise InvalidInput("deadline_s", deadline_s, "above 0, and at most 60")
        self._persona = find_persona(persona)
        self._subscription = _read_subscription(subscription)
        self._deadline_s, self._athlete, self._clock = deadline_s, athlete, clock
        self._line = _LINE if line is None else line
        own = Clips() if speech is not None else _CLIPS
        self._speaker = Speaker(
            SilentSpeech() if speech is None else speech, own if clips is None else clips, _WORKERS
        )
        self._writer = Writer(llm, _WORKERS)
        self._lock = threading.Lock()
        self._turn = turn
        self._said = Said(turn)
        self._late: list[VoiceResponse] = []

    def __repr__(self) -> str:
        return f"<Engine {self._persona.id}, {self._subscription.kind}>"

    @property
    def persona(self) -> Persona:
        """Who speaks."""
        return self._persona

    @property
    def subscription(self) -> Subscription:
        """What the athlete has paid for."""
        return self._subscription

    def change_subscription(self, kind: SubscriptionKind) -> Subscription:
        """Change what the athlete has paid for, from the next trigger on."""
        self._subscription = _read_subscription(kind, self._subscription)
        return self._subscription

    def begin_session(self) -> None:
        """Forget what was said: a new session may say it again."""
        with self._lock:
            self._said = Said(self._turn)
            self._late.clear()

    def collect(self) -> list[VoiceResponse]:
        """Return the texts that had to wait for the free tier's limit, each once, to be read."""
        with self._lock:
            late, self._late = self._late, []
            return late

    def trigger(
        self,
        name: str,
        context: Mapping[str, object] | None = None,
        *,
        earbuds: bool = True,
        audio: bool = True,
    ) -> VoiceResponse:
        """Say something at a trigger.

        Parameters
        ----------
        name : str
            The trigger, such as ``"split"``.
        context : mapping, optional
            What is known of the workout: ``{"split": 5, "pace_s_per_km": 260}``. Quantities that
            cannot be are left out, and named in the note.
        earbuds, audio : bool
            Whether the athlete wears earbuds, and has audio switched on.

        Returns
        -------
        VoiceResponse
            The text, always; the toast; and the clip, where there is one in time.

        Raises
        ------
        InvalidInput
            There is no trigger of that name.
        """
        start_s = self._clock()
        trigger, values = find_trigger(name), read_context(context or {})
        place = self._line.take(
            self._athlete,
            is_free=not self._subscription.has_voice,
            work=partial(self._write_late, trigger, values) if self._writer.has_model else None,
        )
        draft = self._write(trigger, values, place)
        text_s = self._clock() - start_s
        problem = self._silence_reason(trigger, earbuds=earbuds, audio=audio)
        wanted = earbuds and audio and not problem
        spoken = self._speak(trigger, draft, start_s) if wanted else Spoken(problem=problem)
        draft, spoken = self._replace(trigger, draft, spoken) if wanted else (draft, spoken)
        notes = (*values.problems, place.note, draft.note, spoken.problem)
        return VoiceResponse(
            persona=self._persona.id,
            trigger=trigger.name,
            text=draft.line.text,
            toast=make_toast(trigger, values)[:LONGEST_TOAST],
            audio=spoken.audio,
            writer=draft.writer,
            fallback=draft.fallback,
            note="; ".join(filter(None, notes)),
            cached=spoken.cached,
            repeated=draft.line.repeated,
            seconds=self._clock() - start_s,
            text_seconds=text_s,
            retry_after_s=place.retry_after_s,
            queue_position=place.queue_position,
        )

    def prepare(
        self, triggers: Iterable[str] | None = None, *, keep_s: float = _KEEP_S
    ) -> tuple[int, tuple[str, ...]]:
        """Render the sentences without quantities ahead, so that they are ready at once.

        Parameters
        ----------
        triggers : iterable of str, optional
            The triggers; by default all.
        keep_s : float
            How long the clips are kept [s], at most 30 days.

        Returns
        -------
        count : int
            Sentences that are ready.
        problems : tuple of str
            Why others are not; it stops at the third.
        """
        ready, problems = 0, list[str]()
        for name, text in self._fixed_lines(triggers):
            if len(problems) >= 3:
                break
            try:
                self._speaker.render(self._persona, name, text, keep_s=keep_s)
                ready += 1
            except (BackendError, InvalidInput) as error:
                problems.append(str(error))
        return ready, tuple(problems)

    def prepare_later(self, triggers: Iterable[str] | None = None) -> int:
        """Let the waiting line render the sentences without quantities; return how many wait.

        Those who pay come first, and what has become stale in the line is not rendered.

        Parameters
        ----------
        triggers : iterable of str, optional
            As in `prepare`.
        """
        lines = self._fixed_lines(triggers) if self._subscription.has_voice else []
        for name, text in lines:
            render = partial(self._speaker.render, self._persona, name, text, keep_s=_KEEP_S)
            self._line.submit(render, self._athlete, is_free=False)
        return len(lines)

    def _fixed_lines(self, triggers: Iterable[str] | None) -> list[tuple[str, str]]:
        """Return the sentences without quantities, each with its trigger."""
        names = [find_trigger(name).name for name in triggers or TRIGGERS]
        return [
            (name, fill(pattern, {}))
            for key, patterns in self._persona.patterns.items()
            for name in [key.partition("/")[0]]
            if name in names
            for pattern in patterns
            if not PLACEHOLDER.search(pattern)
        ]

    def render(self, response: VoiceResponse) -> Audio:
        """Render the text of a response without a deadline, for a recording."""
        return self._speaker.render(self._persona, response.trigger, response.text, keep_s=_KEEP_S)

    def _write(self, trigger: Trigger, values: Values, place: Place) -> Draft:
        writer = self._writer if place.is_allowed else _BY_PATTERNS
        if not writer.has_model:
            with self._lock:  # nobody waits for long
                draft = writer.write(self._persona, trigger, values, self._said, seconds=0)
        else:
            seconds = _TEXT_SHARE * self._deadline_s
            draft = writer.write(self._persona, trigger, values, self._said, seconds=seconds)
        if not place.is_allowed and self._writer.has_model:
            draft = draft._replace(fallback=draft.fallback or "pattern")
        return draft

    def _write_late(self, trigger: Trigger, values: Values) -> None:
        """Write a text that had to wait; it is never spoken."""
        with self._lock:
            said = self._said
        draft, _ = self._writer.write_by_model(
            self._persona, trigger, values, said, seconds=_LATE_S
        )
        if draft is not None:
            response = VoiceResponse(
                persona=self._persona.id,
                trigger=trigger.name,
                text=draft.line.text,
                toast=make_toast(trigger, values)[:LONGEST_TOAST],
                writer=draft.writer,
                note="it had to wait for the limit of the free tier",
            )
            with self._lock:
                if said is self._said:  # still the same session
                    self._late.append(response)

    def _silence_reason(self, trigger: Trigger, *, earbuds: bool, audio: bool) -> str:
        """Return why a text that is wanted in the ear is not spoken; empty where it is."""
        if not (earbuds and audio):
            return ""
        kind = self._subscription.kind
        if not self._subscription.has_voice:
            return f"the {kind} subscription has no voice; pro and trainer have"
        user = trigger.conditions.user
        return f"{trigger.name} is for {user} only" if user == "free" else ""

    def _speak(self, trigger: Trigger, draft: Draft, start_s: float) -> Spoken:
        if draft.line.repeated:
            return Spoken(problem="it was said before in this session")
        until_s = start_s + self._deadline_s * (1 - _SPARE_SHARE)
        text, fixed = draft.line.text, draft.line.fixed
        return self._speaker.speak(self._persona, trigger.name, text, fixed=fixed, until_s=until_s)

    def _replace(self, trigger: Trigger, draft: Draft, spoken: Spoken) -> tuple[Draft, Spoken]:
        """Replace a clip that is missing by one in the cache, else by the text alone."""
        if spoken.audio is not None or draft.line.repeated:
            return draft, spoken
        alone = draft._replace(fallback="text")
        try:
            voice = self._speaker.key(self._persona, trigger.name, "").voice
        except InvalidInput:
            return alone, spoken
        with self._lock:
            found = self._speaker.clips.find_fixed(
                self._persona.id, trigger.name, voice, lambda text: text not in self._said
            )
            if found is None:
                return alone, spoken
            text, audio = found
            self._said.add(text)
        line = draft.line._replace(text=text, fixed=True)
        instead = draft._replace(line=line, fallback="cached clip")
        return instead, Spoken(audio, cached=True, problem=spoken.problem)


_LINE = WaitingLine()
_BY_PATTERNS = Writer(None, _WORKERS)


def _read_subscription(given: object, old: Subscription | None = None) -> Subscription:
    if isinstance(given, Subscription):
        return given
    if given not in {"free", "pro", "trainer"}:
        raise InvalidInput("subscription", given, "free, pro or trainer")
    before = old or Subscription(kind="free")
    return before.change(given)

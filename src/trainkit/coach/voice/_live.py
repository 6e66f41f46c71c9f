"""A session as it happens: samples in, and now and then a sentence out."""

from collections.abc import Mapping
from typing import NamedTuple

from trainkit.coach.voice._drift import Drift
from trainkit.coach.voice._engine import Engine
from trainkit.coach.voice._milestones import Milestones
from trainkit.coach.voice._pacing import Moment, Pacing
from trainkit.coach.voice._position import PlannedStep, Position, TargetRange, read_target
from trainkit.coach.voice._signals import Sample, Signals
from trainkit.models.athlete import Thresholds
from trainkit.models.voice import VoiceResponse
from trainkit.models.workout import PlannedWorkout

__all__ = ["LiveSession", "VoiceEvent"]

_CHANGE_NEAR_S = 25.0  # before a change of step only the change itself is spoken
_SHORTEST_WAY_M = 500.0
_MISSED_BY = 0.01  # beyond the target, as a share of it: less is what watches err by
_SHORTEST_STEP_S = 45.0  # the end of a shorter step is heard at its start: nothing to add


class VoiceEvent(NamedTuple):
    """Something that is said in a session.

    Parameters
    ----------
    at_s : float
        Time since the start [s].
    response : VoiceResponse
        What is said.
    """

    at_s: float
    response: VoiceResponse

    @property
    def trigger(self) -> str:
        """Why it is said."""
        return self.response.trigger

    @property
    def text(self) -> str:
        """What is said."""
        return self.response.text

    @property
    def toast(self) -> str:
        """What is shown."""
        return self.response.toast


class LiveSession:
    """Listens to the samples of a session and speaks at the moments that matter. Not thread-safe.

    Two sentences are at least 20 s apart, and there is at most one a minute over the session; of
    several moments at once the most important one is spoken, and what is stale is dropped. Nothing
    is said twice.

    Parameters
    ----------
    engine : Engine
        Who speaks.
    sport : str
        As in `Activity`.
    workout : PlannedWorkout, optional
        What was planned: intervals, targets and half way are known from it.
    thresholds : Thresholds, optional
        Turn percentages and zones of targets into numbers: ``athlete.at(day, sport)``.
    quiet : bool
        Only what matters most: starts of intervals, the last kilometre, the end.
    earbuds, audio : bool
        As in `Engine.trigger`.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        sport: str = "running",
        workout: PlannedWorkout | None = None,
        thresholds: Thresholds | None = None,
        quiet: bool = False,
        earbuds: bool = True,
        audio: bool = True,
    ) -> None:
        self._engine, self._workout, self._thresholds = engine, workout, thresholds
        self._earbuds, self._audio = earbuds, audio
        self._signals, self._position = Signals(), Position(workout)
        self._pacing = Pacing(quiet=quiet)
        total_m = workout.planned_m if workout is not None else None
        total_s = self._position.total_s or (workout.planned_s if workout is not None else None)
        self._milestones = Milestones(sport, total_m=total_m, total_s=total_s)
        self._sport = sport
        self._drift: Drift | None = None
        self._began = self._ended = False
        engine.begin_session()

    @property
    def quiet(self) -> bool:
        """Whether only what matters most is said; it can be set at any time."""
        return self._pacing.quiet

    @quiet.setter
    def quiet(self, value: bool) -> None:
        self._pacing.quiet = value

    def feed(self, sample: Sample) -> VoiceEvent | None:
        """Take a sample, and say something where it is time to.

        Parameters
        ----------
        sample : Sample
            The next moment; one that is not later than the last is ignored.

        Returns
        -------
        VoiceEvent or None
            What is said.
        """
        if self._ended or not self._signals.add(sample):
            return None
        if not self._began:
            self._begin()
        else:
            self._follow(lap=sample.lap)
            self._pacing.propose(*self._milestones.look(self._signals, self._remaining_s()))
            self._watch_target()
        return self._speak()

    def finish(self) -> VoiceEvent | None:
        """End the session with its last sentence; None where nothing was recorded."""
        if self._ended or not self._began:
            return None
        self._ended = True
        signals = self._signals
        is_way = signals.distance_m >= _SHORTEST_WAY_M  # less is a walk to the start
        context = {
            "distance_m": signals.distance_m if is_way else None,
            "duration_s": signals.time_s,
        }
        at_s = self._pacing.earliest_s(signals.time_s)  # who has just stopped can wait a little
        self._pacing.propose(Moment("workout-end", at_s, 60.0, context))
        return self._speak(at_s)

    def _begin(self) -> None:
        self._began = True
        signals, workout = self._signals, self._workout
        self._position.begin(signals.time_s, signals.distance_m)
        context: dict[str, object] = {}
        if workout is not None:
            context = {"step": workout.name, "duration_s": self._position.total_s}
        self._pacing.propose(Moment("pre-start", signals.time_s, 30.0, context))
        self._enter(self._position.step)

    def _follow(self, *, lap: bool) -> None:
        signals, position = self._signals, self._position
        began_s, began_m = position.elapsed_s(0.0), position.moved_m(0.0)
        ended = position.advance(signals.time_s, signals.distance_m, lap=lap)
        if ended is None:
            return
        done_s, done_m = signals.time_s + began_s, signals.distance_m + began_m
        if ended.is_interval and done_s >= _SHORTEST_STEP_S:
            self._close(ended, done_s, done_m)
        signals.begin_step()
        self._enter(position.step)

    def _close(self, ended: PlannedStep, done_s: float, done_m: float) -> None:
        """Say how a hard part went, and whether it missed its target."""
        context: dict[str, object] = {"repeat": ended.repeat, "repeats": ended.repeats}
        done: dict[str, float] = {}
        if self._sport == "cycling" and (power_w := self._signals.step_power_w):
            context["power_w"] = done["power_w"] = power_w
        elif self._sport == "running" and done_m > 0:
            context["pace_s_per_km"] = 1000 * done_s / done_m
            done["speed_m_s"] = done_m / done_s
        target = read_target(ended.step.target, self._thresholds)
        if target is not None and target.kind in done and ended.repeat < ended.repeats:
            context |= {
                "direction": target.side(done[target.kind], _MISSED_BY),
                **_say_target(target),
            }
        self._pacing.propose(Moment("interval-end", self._signals.time_s, 8.0, context))

    def _enter(self, planned: PlannedStep | None) -> None:
        """Enter a step: say it where it is hard, and watch its target."""
        self._drift = None
        if planned is None:
            return
        target = read_target(planned.step.target, self._thresholds)
        if target is not None and self._is_said(target):
            self._drift = Drift(target)
        if not planned.is_interval:
            return
        step = planned.step
        context: dict[str, object] = {"repeat": planned.repeat, "repeats": planned.repeats}
        if step.until == "distance":
            context["distance_m"] = step.amount
        else:
            context["duration_s"] = step.duration_s
        if target is not None:
            context |= _say_target(target)
        name = "last-repeat" if planned.is_last else "interval-start"
        self._pacing.propose(Moment(name, self._signals.time_s, 8.0, context))

    def _is_said(self, target: TargetRange) -> bool:
        """Return whether an athlete of this sport thinks in this quantity."""
        return target.kind != "speed_m_s" or self._sport in {"running", "walking", "hiking"}

    def _watch_target(self) -> None:
        drift, signals = self._drift, self._signals
        if drift is None:
            return
        direction = drift.watch(signals, self._position.elapsed_s(signals.time_s))
        if not direction:
            self._pacing.withdraw(drift.trigger)
            return
        context: dict[str, object] = {"direction": direction, **_say_target(drift.target)}
        if drift.target.kind == "heart_rate":
            context["heart_rate"] = signals.heart_rate
        elif drift.target.kind == "power_w":
            context["power_w"] = signals.power_w
        elif signals.speed_m_s:
            context["pace_s_per_km"] = 1000 / signals.speed_m_s
        self._pacing.propose(Moment(drift.trigger, signals.time_s, 3.0, context))

    def _remaining_s(self) -> float | None:
        signals = self._signals
        return self._position.remaining_s(signals.time_s, signals.distance_m, signals.speed_m_s)

    def _change_is_near(self) -> bool:
        left_s = self._remaining_s()
        return left_s is not None and left_s < _CHANGE_NEAR_S

    def _speak(self, at_s: float | None = None) -> VoiceEvent | None:
        now_s = self._signals.time_s if at_s is None else at_s
        moment = self._pacing.choose(now_s, change_is_near=self._change_is_near())
        if moment is None:
            return None
        response = self._engine.trigger(
            moment.trigger, _without_none(moment.context), earbuds=self._earbuds, audio=self._audio
        )
        if response.repeated:
            self._pacing.withdraw(moment.trigger)
            return None
        self._pacing.note_said(moment, now_s)
        if self._drift is not None and moment.trigger == self._drift.trigger:
            self._drift.note_said(now_s)
        return VoiceEvent(now_s, response)


def _without_none(context: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in context.items() if value is not None}


def _say_target(target: TargetRange) -> dict[str, object]:
    if target.kind == "power_w":
        return {"target_power_w": target.middle}
    if target.kind == "speed_m_s":
        return {"target_pace_s_per_km": 1000 / target.middle}
    return {"target_zone": target.zone or None}

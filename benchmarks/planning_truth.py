"""Made-up runners whose true answer to training is known: what plans and forecasts are held to.

The truth is another model than the one that trainkit plans and forecasts with: loads saturate
(Hill), fitness and fatigue fade with a person's own constants, and VDOT follows their difference
linearly, with day form on top. It was frozen before the forecast's prior was set on seeds below
1,000; the benchmark uses seeds from 1,000 on.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import trainkit as tk
from trainkit.loads import daily_loads
from trainkit.metrics import running
from trainkit.models import Repeat, Step
from trainkit.workouts import estimate

START = dt.date(2026, 6, 29)
_DAY_FORM = 0.02  # of VDOT, one standard deviation
_THRESHOLD_ERROR = 0.03  # of a threshold pace
_EVERY_S = 5.0
_HR_REST, _HR_RESERVE = 50.0, 138.0  # of the athletes of the benchmark [bpm]
_DURATION_NOISE, _LOAD_NOISE = 0.10, 0.12  # the second with the first in it

Days = NDArray[np.float64]


@dataclass(frozen=True)
class Runner:
    """One answer to training: VDOT at usual load, its gain, saturation and time constants."""

    vdot: float
    gain: float
    half: float
    tau1: float
    tau2: float
    fatigue: float

    def true_vdot(self, load: Days) -> Days:
        """VDOT on each day; the first day's level is that of the mean load."""
        dose = load**1.5 / (self.half**1.5 + load**1.5)
        usual = float(dose[:60].mean())
        fit = tired = usual
        found = np.empty(load.size)
        for day, amount in enumerate(dose):
            fit += (amount - fit) / self.tau1
            tired += (amount - tired) / self.tau2
            found[day] = fit - usual - self.fatigue * (tired - usual)
        return self.vdot * (1 + self.gain * found / usual)


def runner(random: np.random.Generator, vdot: float) -> Runner:
    """Draw a runner."""
    return Runner(
        vdot=vdot,
        gain=float(random.uniform(0.08, 0.25)),
        half=float(random.uniform(60, 140)),
        tau1=float(random.uniform(30, 60)),
        tau2=float(random.uniform(5, 14)),
        fatigue=float(random.uniform(0.2, 0.5)),
    )


def with_races(
    history: tk.History, athlete: tk.Athlete, body: Runner, random: np.random.Generator
) -> tuple[tk.History, tk.Athlete]:
    """Let a runner race up to five times, and test the threshold with an error."""
    loads = daily_loads(history, athlete)
    truth = body.true_vdot(np.nan_to_num(loads.internal))
    days = np.sort(
        random.choice(np.arange(60, truth.size - 3), random.integers(0, 6), replace=False)
    )
    races = tuple(
        tk.RaceResult(
            date=loads.dates[day].item(),
            distance_m=distance,
            time_s=_time(truth[day] * (1 + _DAY_FORM * random.standard_normal()), distance),
        )
        for day in days
        for distance in [float(random.choice([5000.0, 10_000.0, 21_097.5]))]
    )
    threshold = _threshold(truth[-1]) * (1 + _THRESHOLD_ERROR * random.standard_normal())
    measured = athlete.model_copy(update={"threshold_speed_m_s": float(threshold)})
    return history.model_copy(update={"races": races}), measured


def finish(
    body: Runner, history: tk.History, athlete: tk.Athlete, plan: tk.TrainingPlan, form: float
) -> float:
    """Run the plan's race after all of its days: the true time [s]."""
    before = np.nan_to_num(daily_loads(history, athlete).internal)
    ahead = np.array([day.load or 0.0 for day in plan.workouts[:-1]])
    truth = body.true_vdot(np.concatenate([before, ahead]))
    return _time(float(truth[-1]) * (1 + _DAY_FORM * form), plan.goals[-1].distance_m)


def followed(
    plan: tk.TrainingPlan,
    athlete: tk.Athlete,
    random: np.random.Generator,
    *,
    missed: float = 0.0,
    added: bool = False,
) -> tk.History:
    """Do a plan as people do: lengths and efforts vary, and some sessions are missed.

    The noise of a load is 12 % with that of its length in it, or, `added`, on top of it.
    """
    effort_noise = _LOAD_NOISE if added else np.sqrt(_LOAD_NOISE**2 - _DURATION_NOISE**2)
    done = []
    for workout in plan.workouts:
        if workout.date is None or workout.kind in {"rest", "race"} or random.random() < missed:
            continue
        longer = 1 + _DURATION_NOISE * random.standard_normal()
        planned = estimate(workout, athlete, workout.date)
        # A load grows about with the square of the heart-rate reserve.
        harder = 1 + effort_noise / 2.5 * random.standard_normal()
        beats = np.concatenate([part for step in workout.steps for part in _beats(step, longer)])
        beats = athlete.hr_rest + np.minimum((beats - athlete.hr_rest) * harder, 135.0)
        seconds = _EVERY_S * np.arange(beats.size, dtype=np.float64)
        done.append(
            tk.Activity(
                sport="running",
                start=dt.datetime.combine(workout.date, dt.time(18), dt.UTC),
                elapsed_s=_EVERY_S * beats.size,
                distance_m=planned.run_m * longer,
                streams=tk.Streams(time_s=seconds, heart_rate=beats),
            )
        )
    return tk.History(activities=tuple(done))


def _beats(part: Step | Repeat, longer: float) -> list[Days]:
    """The heart rates that a part of a workout asks for [bpm]."""
    if isinstance(part, Repeat):
        return [row for step in part.steps for row in _beats(step, longer)] * (part.times or 1)
    targets = (part.target, part.second_target)
    beats = [(t.low + t.high) / 2 for t in targets if t is not None and t.unit == "bpm"]
    # Pieces by effort alone: about that share of the reserve.
    beats += [
        _HR_REST + _HR_RESERVE * (t.low + t.high) / 20
        for t in targets
        if t is not None and t.unit == "rpe"
    ]
    return [np.full(max(round((part.amount or 0.0) * longer / _EVERY_S), 1), beats[0])]


def _time(vdot: float, distance_m: float) -> float:
    return float(running.race_time(float(np.clip(vdot, 20, 85)), distance_m))


def _threshold(vdot: float) -> float:
    """The speed that can be held for an hour [m/s]."""
    low, high = 1.0, 8.0
    for _ in range(40):
        middle = (low + high) / 2
        if running.vdot(3600 * middle, 3600.0) < vdot:
            low = middle
        else:
            high = middle
    return low

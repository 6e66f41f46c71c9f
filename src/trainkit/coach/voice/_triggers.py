"""The moments at which a persona speaks."""

from collections.abc import Mapping
from difflib import get_close_matches

from trainkit.errors import InvalidInput
from trainkit.models.voice import Conditions, Trigger

__all__ = ["TRIGGERS", "find_trigger", "make_question"]

_DURING = Conditions(phase="during")
_SPLIT = (
    "km {split} · {pace_s_per_km} · {heart_rate}",
    "km {split} · {pace_s_per_km}",
    "km {split} · {speed_kmh} · {heart_rate}",
    "km {split} · {speed_kmh}",
    "{pace_s_per_km} · {heart_rate}",
    "{pace_s_per_km}",
    "km {split}",
    "Split",
)

_ALL = (
    Trigger(
        name="onboarding",
        description="The athlete meets the persona for the first time.",
        prompt="Introduce yourself: what you say during sessions, and when you stay silent.",
        toast=("Your coach is ready",),
        safe_text="Welcome. I speak at the moments that matter, and I stay silent otherwise.",
        max_words=200,
        priority=9,
        conditions=Conditions(phase="before"),
    ),
    Trigger(
        name="pre-start",
        description="A session is about to start.",
        prompt="Prepare the athlete for the start of this session.",
        toast=("Ready: {step}, {duration_s}", "Ready: {step}", "Ready to start"),
        safe_text="Start gently. The session begins when you move.",
        priority=8,
        conditions=Conditions(phase="before"),
    ),
    Trigger(
        name="set-start",
        description="A set of strength work starts.",
        prompt="Start this set.",
        toast=(
            "{exercise}: {reps} x {weight_kg}",
            "{exercise}: {reps}",
            "{exercise}",
            "Set starts",
        ),
        safe_text="Begin the set with good form.",
        priority=7,
        conditions=_DURING,
    ),
    Trigger(
        name="set-end",
        description="A set of strength work has ended.",
        prompt="Close this set.",
        toast=("Set {set} of {sets} done", "Set done"),
        safe_text="Set done. Rest and breathe.",
        priority=6,
        conditions=_DURING,
    ),
    Trigger(
        name="strain-sync",
        description="Now and then: how hard the session is so far.",
        prompt="Tell the athlete how hard the session is so far.",
        toast=("Strain {strain} of 100", "Checking in"),
        safe_text="Check your breathing, and stay in control.",
        priority=3,
        conditions=_DURING,
    ),
    Trigger(
        name="workout-end",
        description="The session has ended.",
        prompt="Close the session.",
        toast=("Done: {distance_m} in {duration_s}", "Done: {duration_s}", "Session done"),
        safe_text="Session done. Walk a little, then drink.",
        priority=8,
        conditions=Conditions(phase="after"),
    ),
    Trigger(
        name="split",
        description="A kilometre, or five on a bike, is complete.",
        prompt="Tell the athlete this split.",
        toast=_SPLIT,
        safe_text="Another split done.",
        priority=4,
        conditions=_DURING,
    ),
    Trigger(
        name="interval-start",
        description="A hard part of the planned session starts.",
        prompt="Start this interval with its target.",
        toast=(
            "{repeat}/{repeats} · {duration_s} · {target_power_w}",
            "{repeat}/{repeats} · {distance_m} · {target_pace_s_per_km}",
            "{repeat}/{repeats} · {duration_s}",
            "{repeat}/{repeats} · {distance_m}",
            "Go",
        ),
        safe_text="The interval starts now.",
        priority=8,
        conditions=_DURING,
    ),
    Trigger(
        name="interval-end",
        description="A hard part of the planned session has ended.",
        prompt="End this interval.",
        toast=(
            "{repeat}/{repeats} done · {power_w}",
            "{repeat}/{repeats} done · {pace_s_per_km}",
            "{repeat}/{repeats} done",
            "Recover",
        ),
        safe_text="Interval done. Recover easily.",
        priority=7,
        conditions=_DURING,
    ),
    Trigger(
        name="last-repeat",
        description="The last repeat starts.",
        prompt="Start the last repeat.",
        toast=(
            "Last one · {duration_s} · {target_power_w}",
            "Last one · {distance_m} · {target_pace_s_per_km}",
            "Last one",
        ),
        safe_text="This is the last repeat.",
        priority=9,
        conditions=_DURING,
    ),
    Trigger(
        name="zone-drift",
        description="The heart rate has left the zone that the session asks for.",
        prompt="Tell the athlete that the heart rate has left its zone.",
        toast=("{heart_rate} · zone {target_zone} planned", "{heart_rate}", "Out of the zone"),
        safe_text="You are out of the planned zone. Adjust gently.",
        priority=5,
        conditions=_DURING,
    ),
    Trigger(
        name="pace-off-target",
        description="The pace is off the target of the step.",
        prompt="Tell the athlete that the pace is off its target.",
        toast=("{pace_s_per_km} · target {target_pace_s_per_km}", "{pace_s_per_km}", "Pace"),
        safe_text="You are off the target pace. Adjust gently.",
        priority=6,
        conditions=_DURING,
    ),
    Trigger(
        name="power-off-target",
        description="The power is off the target of the step.",
        prompt="Tell the athlete that the power is off its target.",
        toast=("{power_w} · target {target_power_w}", "{power_w}", "Power"),
        safe_text="You are off the target power. Adjust gently.",
        priority=6,
        conditions=_DURING,
    ),
    Trigger(
        name="fuel",
        description="Time to eat in a long session.",
        prompt="Remind the athlete to eat something.",
        toast=("Eat · {minutes} gone", "Time to eat"),
        safe_text="Time to eat something small.",
        priority=5,
        conditions=_DURING,
    ),
    Trigger(
        name="drink",
        description="Time to drink in a long session.",
        prompt="Remind the athlete to drink.",
        toast=("Drink · {minutes} gone", "Time to drink"),
        safe_text="Take a drink if you are thirsty.",
        priority=4,
        conditions=_DURING,
    ),
    Trigger(
        name="half-way",
        description="Half of the planned session is done.",
        prompt="Tell the athlete that half of the session is done.",
        toast=("Half way · {remaining_m} to go", "Half way · {remaining_s} to go", "Half way"),
        safe_text="Half of the session is done.",
        priority=5,
        conditions=_DURING,
    ),
    Trigger(
        name="last-kilometre",
        description="The last kilometre of the planned distance starts.",
        prompt="Start the last kilometre.",
        toast=("Last km · {pace_s_per_km}", "Last kilometre"),
        safe_text="The last kilometre starts now.",
        priority=8,
        conditions=_DURING,
    ),
)

TRIGGERS: Mapping[str, Trigger] = {trigger.name: trigger for trigger in _ALL}
"""The triggers by name."""

_ALIASES = {"strainsync": "strain-sync", "last-kilometer": "last-kilometre", "halfway": "half-way"}


def find_trigger(name: str) -> Trigger:
    """Find a trigger by its name.

    Parameters
    ----------
    name : str
        The name; ``_`` and blanks count as ``-``.

    Returns
    -------
    Trigger
        The trigger.

    Raises
    ------
    InvalidInput
        There is none of that name.
    """
    key = _as_key(str(name))
    key = _ALIASES.get(key, key)
    if key not in TRIGGERS:
        close = get_close_matches(key, TRIGGERS, n=1)
        hint = f" (did you mean {close[0]}?)" if close else ""
        raise InvalidInput("trigger", name, f"one of {', '.join(TRIGGERS)}{hint}")
    return TRIGGERS[key]


def make_question(trigger: Trigger, direction: str = "") -> str:
    """Return what a language model is asked at a trigger, also while it is trained.

    Parameters
    ----------
    trigger : Trigger
        The moment.
    direction : str
        ``"above"``, ``"below"``, or empty.

    Returns
    -------
    str
        The question.
    """
    return trigger.prompt + (f" The effort is {direction} its target." if direction else "")


def _as_key(name: str) -> str:
    """Return a name as the keys are written."""
    return name.strip().lower().replace("_", "-").replace(" ", "-")

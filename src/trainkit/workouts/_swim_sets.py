"""Sets of a swim: repeats of whole pool lengths with rests, their steps and their words."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from trainkit._array import number
from trainkit.errors import InvalidInput
from trainkit.models.workout import Repeat, Step, Target
from trainkit.workouts._targets import effort_target
from trainkit.workouts._words import effort_words, pace_words

__all__ = [
    "Part",
    "SwimEffort",
    "SwimSet",
    "describe_parts",
    "steps_of_parts",
    "title_of_main",
    "usual_intensity",
]

PartName = Literal["warmup", "drills", "main", "pull", "cooldown"]

SwimEffort = Literal["easy", "steady", "css", "fast", "sprint"]
"""How hard a set is swum; CSS is the critical swim speed, the threshold of swimming."""

_SHARES: Mapping[SwimEffort, tuple[float, float]] = {
    "easy": (0.78, 0.86),
    "steady": (0.87, 0.93),
    "fast": (1.03, 1.09),
    "sprint": (1.10, 1.18),
}
"""Speed as a share of CSS [1]; a convention. Sets at CSS have a range in seconds instead."""

# In the middle of each range an effort is the pace above: RPE grows with the cube of speed.
_RPE: Mapping[SwimEffort, tuple[float, float]] = {
    "easy": (3, 4),
    "steady": (4, 6),
    "css": (7, 7),
    "fast": (8, 9),
    "sprint": (9, 10),
}
_FEEL: Mapping[SwimEffort, str] = {
    "easy": "easy, breathing calm",
    "steady": "steady, could go on for long",
    "css": "strong and even, in control",
    "fast": "fast, form held",
    "sprint": "all but a sprint",
}
_CSS_WIDTH_S = 1.0  # around the pace of a set at CSS [s per 100 m]
_USUAL_CSS_M_S = 0.9  # 1:51 per 100 m
_REST_STEP_S, _BREATH_S = 5.0, 3.0
_SEND_OFF_UP_TO_M, _SEND_OFF_FROM = 200.0, 4  # longest and fewest repeats with a send-off
_FEW = 4  # sets of fewer repeats are cut in their distance, not in their number
_SHORTENED_TO_M = 50.0
_KINDS: Mapping[PartName, str] = {"warmup": "warmup", "cooldown": "cooldown"}
_TITLES: Mapping[PartName, str] = {"drills": "Drill", "pull": "Pull"}
_HEADS: Mapping[PartName, str] = {
    "warmup": "Warm-up ",
    "drills": "drills ",
    "main": "main set ",
    "pull": "pull ",
    "cooldown": "cool-down ",
}
_WORK: frozenset[SwimEffort] = frozenset({"css", "fast", "sprint"})


@dataclass(frozen=True, slots=True)
class SwimSet:
    """Repeats of one distance.

    Parameters
    ----------
    repeats : int
        Number of repeats.
    metres : float
        Distance of a repeat [m].
    effort : {"easy", "steady", "css", "fast", "sprint"}
        How hard.
    rest_s : float
        Rest at the wall after each repeat [s]; rounded to 5 s.
    slower_s : float
        How much slower than CSS a set at CSS is [s per 100 m].
    breaths : int, optional
        The rest of a beginner, counted in breaths; replaces `rest_s`.
    cue : str, optional
        What to attend to, in words.

    Raises
    ------
    InvalidInput
        A number is out of range, or there is no such effort.
    """

    repeats: int
    metres: float
    effort: SwimEffort
    rest_s: float = 0.0
    slower_s: float = 0.0
    breaths: int | None = None
    cue: str | None = None

    def __post_init__(self) -> None:
        """Check the ranges."""
        number("repeats", self.repeats, low=1, high=200)
        number("metres", self.metres, low=0, open_low=True, high=50_000)
        number("rest_s", self.rest_s, low=0, high=3600)
        if self.effort not in _RPE:
            raise InvalidInput("effort", self.effort, "one of " + ", ".join(_RPE))

    @property
    def pause_s(self) -> float:
        """Rest after each repeat, in steps of 5 s [s]; a breath takes about 3 s."""
        seconds = self.rest_s if self.breaths is None else _BREATH_S * self.breaths
        return _REST_STEP_S * round(seconds / _REST_STEP_S)

    @property
    def total_m(self) -> float:
        """Distance of all repeats [m]."""
        return self.repeats * self.metres

    def in_pool(self, pool_m: float) -> "SwimSet":
        """Round the distance to whole lengths, and keep about the same total.

        Parameters
        ----------
        pool_m : float
            Length of the pool [m].

        Returns
        -------
        SwimSet
            The set: of 8 x 25 m in a pool of 50 m, 4 x 50 m.
        """
        metres = max(1, round(self.metres / pool_m)) * pool_m
        # A distance that fits but for a yard or two keeps its number of repeats.
        close = math.isclose(metres, self.metres, rel_tol=0.15)
        repeats = self.repeats if close else max(1, round(self.total_m / metres))
        return replace(self, repeats=repeats, metres=metres)

    def resize(self, size: float) -> "SwimSet":
        """Shorten or lengthen the set: by repeats, or a set of few by its distance.

        Parameters
        ----------
        size : float
            Share of the whole set [1].

        Returns
        -------
        SwimSet
            At least one repeat of at least 50 m, or of the set's own distance if that is less.
        """
        if self.repeats >= _FEW:
            return replace(self, repeats=max(1, round(size * self.repeats)))
        metres = _SHORTENED_TO_M * round(size * self.metres / _SHORTENED_TO_M)
        least = min(self.metres, _SHORTENED_TO_M)
        return replace(self, metres=max(metres, least)) if size != 1 else self


Part = tuple[PartName, SwimSet]
"""A set, and the part of the session that it belongs to."""

_SETS_IN_TITLE = 2


def title_of_main(parts: Sequence[Part]) -> str:
    """Name the main part by its sets, or by its distance if it has many.

    Parameters
    ----------
    parts : sequence of Part
        All parts.

    Returns
    -------
    str
        Such as ``"10 x 100 m"``.
    """
    main = [part for name, part in parts if name == "main"]
    if len(main) > _SETS_IN_TITLE:
        return f"{sum(part.total_m for part in main):.0f} m"
    return " + ".join(_times_words(part) for part in main)


def steps_of_parts(parts: Sequence[Part], css_m_s: float | None) -> Iterator[Step | Repeat]:
    """Turn sets into steps; the rest after the last one is left out.

    Parameters
    ----------
    parts : sequence of Part
        In order.
    css_m_s : float or None
        Critical swim speed [m/s]; without it each step has an effort as its target.

    Returns
    -------
    iterator of Step or Repeat
        Swimming by distance, rests by time.
    """
    for at, (name, part) in enumerate(parts):
        swim = _swim_step(name, part, css_m_s)
        pause = Step(
            kind="rest",
            until="time",
            amount=part.pause_s,
            notes=None if part.breaths is None else f"{part.breaths} breaths",
        )
        is_last = at == len(parts) - 1
        steps = (swim, pause) if part.pause_s and not is_last else (swim,)
        if part.repeats > 1:
            yield Repeat(steps=steps, times=part.repeats)
        else:
            yield from steps


def describe_parts(parts: Sequence[Part], css_m_s: float | None) -> str:
    """Describe the sets as a coach writes them on the board.

    Parameters
    ----------
    parts : sequence of Part
        In order.
    css_m_s : float or None
        Critical swim speed [m/s].

    Returns
    -------
    str
        Distances, paces or efforts, rests, and the whole distance.
    """
    lines: list[str] = []
    for at, (name, part) in enumerate(parts):
        again = at > 0 and parts[at - 1][0] == name
        lines.append(("" if again else _HEADS.get(name, "")) + _set_words(name, part, css_m_s))
    total = sum(part.total_m for _, part in parts)
    return f"{'; '.join(lines)}. {total:.0f} m in all."


def usual_intensity(parts: Sequence[Part]) -> float:
    """Compute the intensity of a whole session with its rests, at a usual CSS.

    Parameters
    ----------
    parts : sequence of Part
        All parts.

    Returns
    -------
    float
        Share of the threshold [1].
    """
    seconds = swum = 0.0
    for _, part in parts:
        low, high = _SHARES.get(part.effort, (1.0, 1.0))
        share = (low + high) / 2
        swim_s = part.total_m / (share * _USUAL_CSS_M_S)
        seconds += swim_s + part.repeats * part.pause_s
        swum += swim_s * share**2
    return math.sqrt(swum / seconds)


def _swim_step(name: PartName, part: SwimSet, css_m_s: float | None) -> Step:
    default = "interval" if part.effort in _WORK else "active"
    return Step(
        kind=_KINDS.get(name, default),
        until="distance",
        amount=round(part.metres, 2),
        target=_target(name, part, css_m_s),
        name=_TITLES.get(name),
        notes=". ".join(_step_words(name, part, css_m_s)),
    )


def _target(name: PartName, part: SwimSet, css_m_s: float | None) -> Target:
    """A pace; an effort without a known CSS, and for drills, which have no pace."""
    if css_m_s is None or name == "drills":
        return effort_target(*_RPE[part.effort])
    if part.effort == "css":
        middle_s = 100 / css_m_s + part.slower_s
        speeds = (100 / (middle_s + _CSS_WIDTH_S), 100 / (middle_s - _CSS_WIDTH_S))
    else:
        low, high = _SHARES[part.effort]
        speeds = (low * css_m_s, high * css_m_s)
    return Target(kind="speed", low=round(speeds[0], 3), high=round(speeds[1], 3), unit="m/s")


def _step_words(name: PartName, part: SwimSet, css_m_s: float | None) -> Iterator[str]:
    yield f"{effort_words(effort_target(*_RPE[part.effort]))}: {_FEEL[part.effort]}"
    if part.cue is not None:
        yield part.cue[0].upper() + part.cue[1:]
    send_off = _send_off(name, part, css_m_s)
    if send_off is not None:
        yield f"Leave every {send_off}"


def _set_words(name: PartName, part: SwimSet, css_m_s: float | None) -> str:
    words = [f"{_times_words(part)} {_effort_in_words(name, part, css_m_s)}"]
    if name != "cooldown":
        if part.pause_s:
            words.append(f"{part.pause_s:.0f} s rest")
        if part.breaths is not None:
            words.append(f"{part.breaths} breaths between")
        send_off = _send_off(name, part, css_m_s)
        if send_off is not None:
            words.append(f"leaving every {send_off}")
    text = ", ".join(words)
    return text if part.cue is None else f"{text} ({part.cue})"


def _times_words(part: SwimSet) -> str:
    times = f"{part.repeats} x " if part.repeats > 1 else ""
    return f"{times}{part.metres:.4g} m"


def _effort_in_words(name: PartName, part: SwimSet, css_m_s: float | None) -> str:
    if name in {"warmup", "cooldown"}:
        return "easy"
    target = _target(name, part, css_m_s)
    if target.unit == "m/s":
        return f"at {pace_words(target, 'swimming')}"
    return f"{_FEEL[part.effort].split(', ', 1)[0]} ({effort_words(target)})"


def _send_off(name: PartName, part: SwimSet, css_m_s: float | None) -> str | None:
    """When each repeat of a short set starts, rounded up to 5 s; None without a pace."""
    short = part.metres <= _SEND_OFF_UP_TO_M and part.repeats >= _SEND_OFF_FROM
    target = _target(name, part, css_m_s)
    if name != "main" or not short or target.unit != "m/s" or not part.pause_s:
        return None
    swum_s = 2 * part.metres / (target.low + target.high)
    every = _REST_STEP_S * math.ceil((swum_s + part.pause_s) / _REST_STEP_S)
    return f"{every // 60:.0f}:{every % 60:02.0f}"

"""The built-in sessions."""

from trainkit.errors import InvalidInput
from trainkit.workouts._session import Session, Work

__all__ = ["LIBRARY", "TRAIL_LONG_RUN", "find_session", "named"]


def find_session(name: str) -> Session:
    """Find a session of the library by name.

    Parameters
    ----------
    name : str
        Name of the session.

    Returns
    -------
    Session
        The session.

    Raises
    ------
    InvalidInput
        The library has no session of this name.

    Examples
    --------
    >>> round(find_session("Easy run").load(60))
    66
    """
    for session in LIBRARY:
        if session.name == name:
            return session
    raise InvalidInput("name", name, "one of " + ", ".join(session.name for session in LIBRARY))


named = find_session  # the earlier name


class _Sessions(tuple[Session, ...]):
    """Sessions that stay short where they are the default of an argument."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} sessions>"


_ALSO_ENDURANCE = {"cross_country_skiing": "ski", "inline_skating": "skate", "kayaking": "paddle"}


def _endurance(sport: str, noun: str) -> tuple[Session, ...]:
    """The sessions of a sport that is trained by heart rate and length alone."""
    return (
        Session(f"Easy {noun}", sport, "endurance", "easy", (0.60, 0.72), (20, 90)),
        Session(f"Long {noun}", sport, "long", "easy", (0.60, 0.72), (75, 240)),
        Session(f"Steady {noun}", sport, "tempo", "moderate", (0.82, 0.88), (35, 75), Work()),
        Session(
            f"Threshold {noun}", sport, "threshold", "hard", (0.95, 1.0), (40, 75), Work(8, 3, 4)
        ),
    )


_LISTED = (
    Session("Rest", "generic", "rest", "rest", (0.0, 0.0), (1, 1), indoors=True),
    Session("Walk", "walking", "rest", "rest", (0.30, 0.45), (10, 20)),
    Session("Mobility", "training", "rest", "rest", (0.15, 0.30), (10, 20), indoors=True),
    Session("Walk and run", "running", "walk_run", "easy", (0.62, 0.74), (20, 40), Work(1, 1.5, 8)),
    Session("Recovery run", "running", "recovery", "easy", (0.70, 0.78), (20, 40)),
    Session("Easy run", "running", "endurance", "easy", (0.76, 0.86), (25, 90)),
    Session("Long run", "running", "long", "easy", (0.75, 0.84), (75, 180)),
    Session("Steady run", "running", "tempo", "moderate", (0.87, 0.92), (35, 80), Work()),
    Session("Threshold run", "running", "threshold", "hard", (0.95, 1.00), (45, 80), Work(8, 2, 5)),
    Session("Short intervals", "running", "vo2max", "hard", (1.05, 1.10), (40, 70), Work(3, 2, 8)),
    Session(
        "Repetitions", "running", "repetitions", "hard", (1.11, 1.16), (40, 65), Work(1, 2, 12)
    ),
    Session(
        "Hills",
        "running",
        "hills",
        "hard",
        (1.03, 1.09),
        (40, 65),
        Work(1, 2, 12),
        by_effort=True,
    ),
    Session(
        "Fartlek",
        "running",
        "fartlek",
        "hard",
        (0.96, 1.02),
        (40, 70),
        Work(2, 2, 10),
        by_effort=True,
    ),
    Session(
        "Marathon pace", "running", "marathon", "moderate", (0.86, 0.91), (55, 130), Work(15, 3, 5)
    ),
    Session("Race-pace run", "running", "race", "hard", (0.92, 1.00), (50, 100), Work(12, 3, 4)),
    Session(
        "Progression run", "running", "progression", "moderate", (0.82, 0.92), (40, 90), Work()
    ),
    Session("Tempo run", "running", "tempo", "hard", (0.92, 0.96), (40, 60), Work(20, 0, 1)),
    Session("Strides", "running", "strides", "easy", (1.10, 1.20), (30, 60), Work(1 / 3, 1, 6)),
    Session("Recovery ride", "cycling", "recovery", "easy", (0.45, 0.55), (25, 60)),
    Session("Endurance ride", "cycling", "endurance", "easy", (0.60, 0.72), (40, 150)),
    Session("Long ride", "cycling", "long", "easy", (0.60, 0.72), (120, 300)),
    Session("Tempo ride", "cycling", "tempo", "moderate", (0.82, 0.90), (45, 120), Work()),
    Session(
        "Threshold ride", "cycling", "threshold", "hard", (0.95, 1.00), (55, 100), Work(10, 5, 4)
    ),
    Session("Hard intervals", "cycling", "vo2max", "hard", (1.08, 1.15), (50, 80), Work(4, 4, 6)),
    Session("Race-pace ride", "cycling", "race", "hard", (0.90, 1.00), (60, 150), Work(20, 5, 3)),
    Session("Easy swim", "swimming", "endurance", "easy", (0.62, 0.74), (20, 60)),
    Session("Long swim", "swimming", "long", "easy", (0.66, 0.76), (50, 120)),
    Session("Steady swim", "swimming", "tempo", "moderate", (0.80, 0.88), (35, 75), Work()),
    Session(
        "Threshold swim", "swimming", "threshold", "hard", (0.94, 1.00), (40, 75), Work(5, 1, 7)
    ),
    Session("Easy row", "rowing", "endurance", "easy", (0.60, 0.72), (20, 60)),
    Session("Steady row", "rowing", "tempo", "moderate", (0.82, 0.88), (35, 70), Work()),
    Session("Threshold row", "rowing", "threshold", "hard", (0.95, 1.0), (40, 70), Work(8, 3, 4)),
    Session(
        "Strength",
        "training",
        "strength",
        "easy",
        (0.50, 0.65),
        (20, 60),
        sub_sport="strength_training",
        indoors=True,
    ),
    Session("Easy walk", "walking", "endurance", "easy", (0.40, 0.52), (30, 120)),
    *(session for sport, noun in _ALSO_ENDURANCE.items() for session in _endurance(sport, noun)),
)

LIBRARY: tuple[Session, ...] = _Sessions(_LISTED)
"""All built-in sessions; a host may pass its own list."""

TRAIL_LONG_RUN = Session(
    "Long run on trails",
    "running",
    "long",
    "easy",
    (0.72, 0.80),
    (75, 330),
    sub_sport="trail",
    by_effort=True,
)
"""The long run of a plan for a trail race: by effort, on ground like that of the race."""

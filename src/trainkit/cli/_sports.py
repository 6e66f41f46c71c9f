"""The names of sports that a person may type."""

from difflib import get_close_matches

from trainkit.errors import InvalidInput
from trainkit.models._sport_groups import KNOWN_SPORTS

__all__ = ["choose_sport"]

_SHORT = {
    "run": "running",
    "jog": "running",
    "bike": "cycling",
    "ride": "cycling",
    "swim": "swimming",
    "walk": "walking",
    "hike": "hiking",
    "row": "rowing",
    "strength": "strength_training",
    "ski": "cross_country_skiing",
}


def choose_sport(text: str) -> str:
    """Return the name of a sport as files have it.

    Parameters
    ----------
    text : str
        The name in any case, with spaces or underscores, or a short one such as "run".

    Returns
    -------
    str
        As in `Activity`.

    Raises
    ------
    InvalidInput
        No sport has this name; the message says which is nearest.
    """
    name = "_".join(text.lower().replace("-", " ").split())
    name = _SHORT.get(name, name)
    if name in KNOWN_SPORTS:
        return name
    near = get_close_matches(name, sorted({*KNOWN_SPORTS, *_SHORT}), n=1)
    hint = f"; did you mean {_SHORT.get(near[0], near[0])}?" if near else ""
    allowed = f"a sport such as running, cycling, swimming, walking or training{hint}"
    raise InvalidInput("--sport", text, allowed)

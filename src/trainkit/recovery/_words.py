"""Formatting of numbers and names in sentences for the athlete."""

__all__ = ["capitalize_first", "compare_with_normal", "format_signed", "label"]

_LABELS = {"hrv": "HRV", "hr": "heart rate", "acwr": "ACWR", "wellness": "journal"}


def format_signed(value: float, digits: int = 0) -> str:
    """Format a number with its sign, and zero without one."""
    text = f"{value:+.{digits}f}"
    return text[1:] if float(text) == 0 else text


def compare_with_normal(sd: float) -> str:
    """Describe a deviation in the athlete's own standard deviations."""
    if abs(sd) < 0.25:
        return "close to your normal"
    return f"{abs(sd):.1f} SD {'above' if sd > 0 else 'below'} your normal"


def label(name: str) -> str:
    """Spell out the name of a component or warning, such as ``"resting_hr"``."""
    return " ".join(_LABELS.get(word, word) for word in name.split("_"))


def capitalize_first(text: str) -> str:
    """Capitalize the first letter and keep the rest, unlike `str.capitalize`."""
    return text[:1].upper() + text[1:]

"""Numbers as people say them."""

__all__ = ["against", "signed"]


def signed(value: float, digits: int = 0) -> str:
    """Write a number with its sign, and zero without one."""
    shown = f"{value:+.{digits}f}"
    return shown[1:] if float(shown) == 0 else shown


def against(sd: float) -> str:
    """Say how far from usual something is, in the athlete's own standard deviations."""
    if abs(sd) < 0.25:
        return "as usual"
    return f"{abs(sd):.1f} SD {'above' if sd > 0 else 'below'} your usual"

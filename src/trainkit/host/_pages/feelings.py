"""How do you feel: logged in two taps, shown as it was said."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse

from trainkit._html import escape
from trainkit.errors import NotFound
from trainkit.host._access import OpenKit
from trainkit.host._pages import shell
from trainkit.kit import Kit
from trainkit.models import DailyHealth

__all__ = ["feelings_form", "router"]

router = APIRouter()

Share = Annotated[float, Form(ge=0, le=100)]
Options = tuple[tuple[str, int], ...]

_LEGS: Options = (("Fresh", 0), ("Normal", 30), ("Heavy", 60), ("Sore", 90))
_ENERGY: Options = (("High", 90), ("Normal", 60), ("Low", 20))
_PAIN: Options = (("None", 0), ("A little", 20), ("Clear", 50), ("Strong", 80))


@router.post("/today/feel")
def feel(  # noqa: PLR0917  fields of a form
    kit: OpenKit,
    date: Annotated[dt.date, Form()],
    soreness: Share,
    energy: Share,
    pain: Annotated[float | None, Form(ge=0, le=100)] = None,
    pain_place: Annotated[str, Form(max_length=100)] = "",
    ill: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """Log how the athlete feels; where nothing hurts, there is no place."""
    place = (pain_place.strip() or None) if pain else None
    kit.log(
        DailyHealth(
            date=date,
            soreness=soreness,
            energy=energy,
            pain=pain,
            pain_place=place,
            illness=ill,
        )
    )
    return RedirectResponse("/?said=Saved+how+you+feel.", 303)


def feelings_form(kit: Kit, date: dt.date) -> str:
    """Return the form, with what was said of the day already."""
    try:
        known = kit.days.get(date)
    except NotFound:
        known = DailyHealth(date=date)
    ill = " checked" if known.illness else ""
    place = shell.field("pain_place", "Where, if it hurts", value=known.pain_place or "")
    return shell.card(
        "How do you feel?",
        '<form method="post" action="/today/feel">',
        shell.hidden("date", date),
        _choice("Legs", "soreness", _LEGS, 30 if known.soreness is None else known.soreness),
        _choice("Energy", "energy", _ENERGY, 60 if known.energy is None else known.energy),
        _choice("Pain", "pain", _PAIN, known.pain or 0),
        place,
        f'<p class="row"><label><input type="checkbox" name="ill" value="true"{ill}> I am ill'
        f"</label>{shell.button('Save how I feel')}</p></form>",
    )


def _choice(legend: str, name: str, options: Options, said: float) -> str:
    """Return choices, with the one nearest to what was said."""
    nearest = min(options, key=lambda option: abs(option[1] - said))
    inputs = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"'
        f"{' checked' if (label, value) == nearest else ''}><span>{escape(label)}</span></label>"
        for label, value in options
    )
    return f'<fieldset><legend>{legend}</legend><div class="seg">{inputs}</div></fieldset>'

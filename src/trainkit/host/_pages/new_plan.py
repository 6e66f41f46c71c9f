"""New plan: can I reach it, and what would it take; nothing is kept before it is asked for."""

from typing import Annotated
from urllib.parse import quote_plus

from fastapi import APIRouter, Form, Query
from pydantic import BaseModel, Field
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit import planning
from trainkit._html import escape, format_clock
from trainkit._rule_words import say_rule
from trainkit.errors import InfeasiblePlan, InsufficientData, InvalidInput, TrainkitError
from trainkit.host._access import OpenKit, Writing
from trainkit.host._api.plans import Preview, Wish, preview
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import full_day, tell
from trainkit.host._pages.shapes import status_mark
from trainkit.host._pages.weeks import show_weeks
from trainkit.kit import Kit
from trainkit.models import Availability, Certificate, Forecast, Goal, Status
from trainkit.models.feasibility import Feasibility, Verdict
from trainkit.models.goal import WEEKDAYS

__all__ = ["race_words", "router", "show_form"]

router = APIRouter(default_response_class=HTMLResponse)

_VERDICTS: dict[Verdict, tuple[Status, str]] = {
    "comfortable": ("green", "Within reach"),
    "ambitious": ("yellow", "Ambitious"),
    "not in this time": ("red", "Not in this time"),
}
_METHODS = {
    "pyramidal": "Pyramidal: much easy, some threshold, little fast",
    "polarized": "Polarized: much easy, some fast, little between",
    "threshold": "Threshold: more at threshold",
    "daniels": "Daniels: fast repetitions first, threshold later",
}
_SECONDS = 4.0  # of each of three searches


class WishForm(BaseModel):
    """The fields of the form, as a browser sends them."""

    goal: Annotated[str, Field(max_length=200)] = ""
    mon: str = ""
    tue: str = ""
    wed: str = ""
    thu: str = ""
    fri: str = ""
    sat: str = ""
    sun: str = ""
    methodology: Annotated[str, Field(max_length=40)] = "pyramidal"
    short: bool = False

    def wish(self) -> Wish:
        """Read the fields; `InvalidInput` names the wrong one."""
        if not self.goal.strip():
            raise InvalidInput(
                "goal", "", 'a race in words, such as "10K in 50 minutes in 9 weeks"'
            )
        return Wish(
            goal=self.goal,
            availability=self._availability(),
            methodology=self.methodology,
            seconds=_SECONDS,
        )

    def _availability(self) -> Availability | None:
        """Read the boxes of minutes a day; None where all are empty."""
        given = {day: str(getattr(self, day)).strip() for day in WEEKDAYS}
        if not any(given.values()):
            return None
        return Availability(
            minutes={day: _minutes(day, text or "0") for day, text in given.items()}
        )


Fields = Annotated[WishForm, Form()]


@router.get("/plan/new")
def page(kit: OpenKit, goal: Annotated[str, Query(max_length=200)] = "") -> str:
    """Show the form, for a goal in words where one is given."""
    filled = WishForm.model_validate(_time_of(kit) | {"goal": goal})
    return _frame(kit, show_form(kit, filled))


@router.post("/plan/verdict")
def verdict(kit: OpenKit, said: Fields) -> str:
    """Judge what is in the form so far; the part of the page that changes while one types."""
    try:
        wish = said.wish()
        found = kit.feasibility(wish.race(kit), availability=wish.availability)
    except TrainkitError as error:
        return shell.part(f"<p>{tell(error)}</p>")
    return shell.part(_show_feasibility(found))


@router.post("/plan/check")
def check(kit: OpenKit, said: Fields) -> HTMLResponse:
    """Plan it three times, and show the verdict, the weeks and what more time would do."""
    try:
        wish = said.wish()
        judged = kit.feasibility(wish.race(kit), availability=wish.availability)
        if judged.verdict == "not in this time" and not said.short:
            return HTMLResponse(_frame(kit, show_form(kit, said, _show_feasibility(judged))))
        found = preview(kit, wish)
    except (InfeasiblePlan, InvalidInput, InsufficientData) as error:
        text = _frame(kit, show_form(kit, said, _show_refusal(error)))
        return HTMLResponse(text, error.status)
    race = found.plan.goals[0]
    keep = "" if kit.planned is None else '<a class="btn plain" href="/plan">Keep my plan</a>'
    decide = (
        f'<form class="row" method="post" action="/plan/take">{shell.hidden("draft", found.draft)}'
        f"{shell.button('Make this my plan')}{keep}</form>"
    )
    parts = [
        _show_feasibility(judged),
        _show_forecast(found.forecast, race),
        decide,
        _show_gains(found),
    ]
    weeks = shell.card("The plan in weeks", show_weeks(found.plan))
    limits = _show_limits(found.plan.certificate)
    return HTMLResponse(_frame(kit, show_form(kit, said, "".join(parts)), weeks, limits))


@router.post("/plan/take")
def take(
    kit: OpenKit, lock: Writing, draft: Annotated[str, Form(max_length=64)]
) -> RedirectResponse:
    """Make a plan that was shown the current one."""
    with lock:
        kit.drafts.apply(draft)
    return RedirectResponse(f"/plan?said={quote_plus('This is your plan now.')}", 303)


def show_form(kit: Kit, said: WishForm | None = None, verdict: str = "") -> str:
    """Return the form with the verdict beside it."""
    filled = said or WishForm.model_validate(_time_of(kit))
    boxes = "".join(
        shell.field(day, day.capitalize(), kind="number", value=getattr(filled, day))
        for day in WEEKDAYS
    )
    options = "".join(
        f'<option value="{name}"{" selected" if name == filled.methodology else ""}>'
        f"{_METHODS.get(name, f'{name.capitalize()}: as its author has it')}</option>"
        for name in planning.METHODS
    )
    form = (
        '<form id="wish" method="post" action="/plan/check" data-verdict="/plan/verdict">',
        shell.field(
            "goal",
            "Race, time and day",
            value=filled.goal,
            needed=True,
            hint='"10K in 50 minutes on 2027-06-06", or without a time to finish it well',
        ),
        "<fieldset><legend>Minutes on each day; 0 is a day off, all empty is the usual</legend>",
        f'<div class="week7">{boxes}</div></fieldset>',
        '<p class="field"><label for="i-method">How the hard time is spread</label>'
        f'<select id="i-method" name="methodology">{options}</select></p>',
        '<p><label><input type="checkbox" name="short" value="true"'
        f"{' checked' if filled.short else ''}> Also where the time is too short for the whole "
        "build-up</label></p>",
        f'<p class="row">{shell.button("Check it")}'
        "<small>about 5 seconds; nothing is saved</small></p></form>",
    )
    waiting = "<p>It is judged here as soon as there is a race with a day.</p>"
    judged = shell.card(
        "The verdict", f'<div id="verdict" aria-live="polite">{verdict or waiting}</div>'
    )
    return (
        f'<div class="split"><div class="col">{shell.card("What you want", *form)}</div>'
        f'<div class="col">{judged}</div></div>'
    )


def _frame(kit: Kit, *parts: str) -> str:
    return shell.frame(kit, "/plan", "New plan", *parts, lead="Nothing changes until you say so.")


def _time_of(kit: Kit) -> dict[str, str]:
    """Fill in the time that the athlete has said before."""
    known = kit.profile.availability
    plan = kit.planned
    free = known or (None if plan is None else plan.availability)
    if free is None:
        return {}
    return {day: f"{free.minutes[day]:g}" for day in WEEKDAYS if day in free.minutes}


def _minutes(day: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InvalidInput(day, text, "a number of minutes") from None


def _show_feasibility(found: Feasibility) -> str:
    status, words = _VERDICTS[found.verdict]
    listed = "".join(f"<li>{tell(reason)}</li>" for reason in found.reasons)
    parts = [f'<p class="answer">{status_mark(status, words)}</p><ul>{listed}</ul>']
    if found.changes:
        helps = "".join(f"<li>{tell(change)}</li>" for change in found.changes)
        parts.append(f"<p><b>What would make it comfortable</b></p><ul>{helps}</ul>")
    if found.nearest is not None:
        parts.append(
            f"<p>The nearest that is within reach: {escape(race_words(found.nearest))}.</p>"
        )
    return "".join(parts)


def _show_forecast(found: Forecast | None, race: Goal) -> str:
    if found is None:
        return "<p>There is no forecast: it takes a race or a threshold pace.</p>"
    expected, low, high = (format_clock(s) for s in (found.time_s, found.low_s, found.high_s))
    goal = "" if race.time_s is None else f" <span>You want {format_clock(race.time_s)}.</span>"
    notes = "".join(f"<p><small>{tell(note)}</small></p>" for note in found.notes)
    return (
        f"<p>If you do the plan, the forecast is <b>{expected}</b>; {found.level:.0%} of cases lie "
        f"from {low} to {high}.{goal}</p>{notes}"
    )


def _show_gains(found: Preview) -> str:
    rows = [
        ("An hour more a week", _say_gain(found.hour_s)),
        ("The race a week later", _say_gain(found.week_s)),
    ]
    return f"<h3>What more would do</h3>{shell.table(('', 'forecast'), rows)}"


def _say_gain(seconds: float | None) -> str:
    if seconds is None:
        return "no forecast"
    if seconds < 1:
        return "no faster"
    return f"{format_clock(seconds)} faster"


def _show_limits(proof: Certificate | None) -> str:
    if proof is None:
        return ""
    rows = [
        (tell(say_rule(rule.rule)), "at its limit" if rule.binds else "has room")
        for rule in sorted(proof.rules, key=lambda rule: (not rule.binds, rule.rule))
    ]
    words = "".join(f"<p>{tell(line)}</p>" for line in str(proof).splitlines())
    return shell.card(
        "What limits it",
        "<p>A rule at its limit is what more time or patience would loosen.</p>",
        shell.table(("rule", "here"), rows),
        shell.details("How good this plan is", words),
    )


def _show_refusal(error: InfeasiblePlan | InvalidInput | InsufficientData) -> str:
    parts = [f'<p class="answer">No plan was made</p><p>{tell(error)}</p>']
    if isinstance(error, InfeasiblePlan):
        rules = "".join(f"<li>{tell(say_rule(rule))}</li>" for rule in error.rules)
        parts += [f"<p>These rules cannot hold together:</p><ul>{rules}</ul>"]
        parts += [f"<p><b>The smallest change that helps:</b> {tell(error.least_change)}</p>"]
    return "".join(parts)


def race_words(goal: Goal) -> str:
    """Name a race with its time and day."""
    if goal.time_s is None:
        return f"{shell.race_name(goal)} on {full_day(goal.date)}"
    return f"{shell.race_name(goal)} in {format_clock(goal.time_s)} on {full_day(goal.date)}"

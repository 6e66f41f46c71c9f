"""Plan: the weeks up to the race, with their certificate, and what can be done about them."""

import re
from urllib.parse import quote_plus

from fastapi import APIRouter
from starlette.responses import HTMLResponse, RedirectResponse

from trainkit._html import escape
from trainkit.host._access import OpenKit, Writing
from trainkit.host._api.plans import current_plan, need_begun
from trainkit.host._pages import shell
from trainkit.host._pages.amounts import day_name, full_day, tell
from trainkit.host._pages.new_plan import race_words, show_form
from trainkit.host._pages.weeks import show_weeks
from trainkit.models import TrainingPlan

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_GAP = re.compile(r"(?<=gap of )(\d+(?:\.\d+)?%)")
_LINK = r'<a class="n" href="#certificate">\1</a>'


@router.get("/plan")
def page(kit: OpenKit, said: str = "") -> str:
    """Show the current plan, or the form for a first one."""
    plan = kit.planned
    lead = ""
    if plan is not None:
        lead = f"{full_day(plan.start)} to {full_day(plan.end)}"
    if plan is None:
        parts = [shell.notice("There is no plan.") if shell.is_viewing() else show_form(kit)]
    else:
        runs = plan.start <= kit.now().date() <= plan.end
        parts = [*_show_plan(plan), "" if shell.is_viewing() else _changes(runs=runs)]
    return shell.frame(kit, "/plan", "Plan", shell.notice(said), *parts, lead=lead)


@router.post("/plan/adapt")
def adapt(kit: OpenKit, lock: Writing) -> str:
    """Adapt the days ahead, and tell each change with its reason."""
    need_begun(current_plan(kit), kit.now().date())
    with lock:
        revision = kit.adapt()
    rows = [(day_name(item.date), tell(item.message)) for item in revision.changes]
    table = shell.table(("day", "what changes, and why"), rows)
    said = f"{len(rows)} days changed." if rows else "Nothing needs to change."
    return shell.frame(
        kit,
        "/plan",
        "Adapted",
        shell.notice(said),
        shell.card("Changes", table) if rows else "",
        '<p><a class="btn" href="/plan">Back to the plan</a></p>',
    )


@router.post("/plan/drop")
def drop(kit: OpenKit, lock: Writing) -> RedirectResponse:
    """Give up the plan."""
    with lock:
        kit.drop_plan()
    return RedirectResponse(f"/plan?said={quote_plus('There is no plan now.')}", 303)


def _show_plan(plan: TrainingPlan) -> list[str]:
    races = ", ".join(race_words(goal) for goal in plan.goals)
    notes = "".join(f"<li>{_GAP.sub(_LINK, tell(note))}</li>" for note in plan.warnings)
    return [
        shell.card(
            "What it leads to",
            f"<p>{escape(races or 'A base')}.</p>",
            f"<ul>{notes}</ul>" if notes else "",
            _certificate(plan),
        ),
        shell.card("Week by week", show_weeks(plan)),
    ]


def _certificate(plan: TrainingPlan) -> str:
    proof = plan.certificate
    if proof is None:
        return "<p>The plan has been changed since it was made: it has no certificate.</p>"
    words = "".join(f"<p>{tell(line)}</p>" for line in str(proof).splitlines())
    rows = (
        ("this plan", f"{proof.objective:.2f} points"),
        ("no plan has more than", f"{proof.bound:.2f} points"),
        ("the classic template", f"{proof.reference:.2f} points"),
        ("gap", "(no plan has more than - this plan) / (no plan has more than - template)"),
        ("time to find it", f"{proof.seconds:.1f} s"),
    )
    made = shell.details("How the gap is made", shell.facts_list(rows), key="certificate")
    gap = f'<a class="n" href="#certificate">{proof.gap:.1%}</a>'
    return f"{words.replace(f'{proof.gap:.1%}', gap)}{made}"


def _changes(*, runs: bool) -> str:
    adapt = (
        '<form method="post" action="/plan/adapt">'
        f"{shell.button('Adapt it to what happened')}</form>"
    )
    return shell.card(
        "Change it",
        "" if runs else "<p>Nothing to adapt yet: its days are not here, or are past.</p>",
        f'<div class="row">{adapt if runs else ""}<form method="post" action="/plan/drop">',
        shell.button("Give it up", plain=True),
        '</form><a class="btn plain" href="/plan/new">New plan</a></div>',
    )

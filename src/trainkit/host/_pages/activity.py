"""Activities: the list, and what happened in one."""

from urllib.parse import quote

import numpy as np
from fastapi import APIRouter
from starlette.responses import HTMLResponse

from trainkit import charts
from trainkit._array import FloatArray
from trainkit._html import escape
from trainkit.host._access import OpenKit
from trainkit.host._pages import settings, shell
from trainkit.host._pages.amounts import (
    day_name,
    long_day,
    show_climb,
    show_distance,
    show_pace,
    show_speed,
)
from trainkit.host._pages.facts import fact_row
from trainkit.host._pages.miles import convert_chart, convert_unit
from trainkit.kit import Kit
from trainkit.models import Activity, PlannedWorkout, Streams

__all__ = ["router"]

router = APIRouter(default_response_class=HTMLResponse)

_POINTS = 240
_RECENT = 30
_ON_FOOT = frozenset({"running", "walking", "hiking"})
_ROWS = 30
_SERIES = (
    ("heart_rate", "heart rate", "bpm", 1.0),
    ("power", "power", "W", 1.0),
    ("speed", "speed", "km/h", 3.6),
    ("altitude", "elevation", "m", 1.0),
    ("cadence", "cadence", "a minute", 1.0),
)


@router.get("/activities")
def list_page(kit: OpenKit, sport: str | None = None) -> str:
    """List the latest activities."""
    found = kit.activities.list(sport=sport)[:_RECENT]
    rows = [
        (
            day_name(activity.day),
            f'<a href="/activities/{activity.id}">{escape(activity.name or activity.sport)}</a>',
            shell.duration(activity.elapsed_s),
            show_distance(activity.distance_m),
            "" if activity.hr_mean is None else f"{activity.hr_mean:.0f} bpm",
        )
        for activity in found
    ]
    if not rows and sport is None:
        return settings.empty_page(kit, "/activities", "Activities")
    table = shell.table(("day", "activity", "time", "distance", "mean heart rate"), rows)
    none = f"<p>There is none{f' of {escape(sport)}' if sport else ''}.</p>"
    title = "Latest" if len(rows) < _RECENT else f"The latest {_RECENT}"
    return shell.frame(
        kit,
        "/activities",
        "Activities",
        _sports(kit, sport),
        shell.card(title, table if rows else none),
    )


@router.get("/activities/{key}")
def page(kit: OpenKit, key: str) -> str:
    """Show an activity: its figures, samples, laps, track and where they come from."""
    activity = kit.activities.get(key)
    planned = kit.calendar(activity.day, activity.day).days[0].planned
    parts = [shell.card("Figures", _figures(activity))]
    if planned is not None and not planned.resting:
        parts.append(
            shell.card(
                "Planned that day",
                f'<p><a href="/calendar?day={activity.day}#day">{escape(planned.title)}</a>, '
                f"{planned.duration_min:.0f} min</p>",
            )
        )
    if activity.streams is not None:
        parts += _charts(kit, activity, planned)
        parts.append(_track(activity.streams))
    parts += [_laps(activity), _origin(kit, activity)]
    return shell.frame(
        kit,
        "/activities",
        activity.name or activity.sport,
        *parts,
        lead=f"{long_day(activity.day)}, {activity.start:%H:%M}",
    )


def _sports(kit: Kit, chosen: str | None) -> str:
    """Link to the activities of each sport, where there are several."""
    sports = sorted({activity.sport for activity in kit.activities.list()})
    if len(sports) < 2:
        return ""
    links = "".join(
        f'<a class="btn plain" href="/activities{query}"{" aria-current=true" if on else ""}>'
        f"{escape(words[:1].upper() + words[1:])}</a>"
        for query, words, on in (
            ("", "All", chosen is None),
            *((f"?sport={quote(name)}", name.replace("_", " "), name == chosen) for name in sports),
        )
    )
    return f'<nav class="row periods" aria-label="Sports">{links}</nav>'


def _figures(activity: Activity) -> str:
    rows = (
        ("sport", (activity.sub_sport or activity.sport).replace("_", " ")),
        ("time", shell.duration(activity.elapsed_s)),
        ("distance", _distance(activity, activity.distance_m)),
        _pace(activity),
        ("climb", show_climb(activity.ascent_m)),
        ("mean heart rate", _amount(activity.hr_mean, "bpm")),
        ("maximum heart rate", _amount(activity.hr_max, "bpm")),
        ("mean power", _amount(activity.power_mean, "W")),
        ("exertion", _amount(activity.rpe, "of 10", digits=1)),
    )
    items = "".join(
        f'<div><dt>{name}</dt><dd><a class="n" href="#origin">{escape(value)}</a></dd></div>'
        for name, value in rows
        if value
    )
    return f'<dl class="stats">{items}</dl><p>{escape(activity.notes or "")}</p>'


def _amount(value: float | None, unit: str, scale: float = 1.0, *, digits: int = 0) -> str:
    return "" if value is None else f"{value * scale:.{digits}f} {unit}"


def _distance(activity: Activity, metres: float | None) -> str:
    """Format a distance; swims are counted in metres everywhere."""
    if activity.sport == "swimming" and metres is not None:
        return f"{metres:,.0f} m"
    return show_distance(metres, digits=2)


def _pace(activity: Activity) -> tuple[str, str]:
    """Return how fast it was on average, as its sport says it."""
    seconds = activity.moving_s or activity.elapsed_s
    if not activity.distance_m or not seconds:
        return ("pace", "")
    speed = activity.distance_m / seconds
    if activity.sport == "swimming":
        pace = round(100 / speed)
        return ("pace", f"{pace // 60}:{pace % 60:02d} /100 m")
    if activity.sport in _ON_FOOT:
        return ("pace", show_pace(speed))
    return ("speed", show_speed(speed))


def _charts(kit: Kit, activity: Activity, planned: PlannedWorkout | None) -> list[str]:
    """Draw the samples over the planned steps, and list them."""
    chart = convert_chart(charts.activity(activity, kit.athlete, planned))
    if not chart.panels:
        return []
    streams = activity.streams
    drawing = shell.figure(chart.html())
    return [shell.card("Samples", drawing, "" if streams is None else _samples(streams))]


def _samples(streams: Streams) -> str:
    """List the columns that are there, thinned to what a reader can compare."""
    picks = np.linspace(0, len(streams.time_s) - 1, min(_ROWS, len(streams.time_s))).astype(int)
    heads, columns = ["time"], [[f"{s / 60:.0f} min" for s in streams.time_s[picks].tolist()]]
    for name, title, unit, scale in _SERIES:
        column: FloatArray | None = getattr(streams, name)
        if column is None or np.isnan(column).all():
            continue
        shown_unit, more = convert_unit(unit)
        values = (column[picks].astype(float) * scale * more).tolist()
        heads.append(f"{title} [{shown_unit}]")
        columns.append(["" if np.isnan(value) else f"{value:.0f}" for value in values])
    return shell.details("Table", shell.table(heads, list(zip(*columns, strict=True))))


def _track(streams: Streams) -> str:
    """Draw the way as a line, without a map behind it."""
    if streams.latitude is None or streams.longitude is None:
        return ""
    known = ~(np.isnan(streams.latitude) | np.isnan(streams.longitude))
    if known.sum() < 2:
        return ""
    north, east = streams.latitude[known].astype(float), streams.longitude[known].astype(float)
    east = (east - east.mean()) * np.cos(np.radians(north.mean()))
    picks = np.linspace(0, north.size - 1, min(2 * _POINTS, north.size)).astype(int)
    size = max(float(np.ptp(east)), float(np.ptp(north))) or 1.0
    x = 4 + 192 * (east[picks] - east.min()) / size
    y = 196 - 192 * (north[picks] - north.min()) / size
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    return shell.card(
        "Track",
        '<svg class="track" viewBox="0 0 200 200" role="img" aria-label="The way, north upwards">'
        f'<polyline points="{points}" fill="none"/></svg>',
    )


def _laps(activity: Activity) -> str:
    rows = [
        (
            f"{number}",
            shell.duration(lap.elapsed_s),
            _distance(activity, lap.distance_m),
            _amount(lap.hr_mean, "bpm"),
            _amount(lap.power_mean, "W"),
        )
        for number, lap in enumerate(activity.laps, 1)
    ]
    table = shell.table(("lap", "time", "distance", "mean heart rate", "mean power"), rows)
    return shell.card("Laps", table) if rows else ""


def _origin(kit: Kit, activity: Activity) -> str:
    """List what is known of it with methods, and which records it comes from."""
    own = [item.id for item in reversed(kit.activities.list(first=activity.day, last=activity.day))]
    asked = {"day": activity.day, "number": own.index(activity.id) + 1}
    facts = "".join(
        fact_row(fact, brief=True) for fact in kit.toolbox().call("get_activity", asked)
    )
    rows = [
        (
            escape(item.provenance.source),
            escape(item.device or ""),
            escape(item.key),
            escape(item.provenance.licence),
        )
        for item in activity.originals or (activity,)
    ]
    words = (
        "<p>Of several records of one session the richest counts, and what you edited counts "
        "first.</p>"
    )
    table = shell.table(("source", "device", "record", "licence"), rows)
    return (
        f'<div id="origin">{shell.card("Where the numbers come from", facts, words, table)}</div>'
    )

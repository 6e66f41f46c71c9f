"""``trainkit log``: enter a workout, a race, a morning or a journal by hand."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from trainkit._html import format_clock
from trainkit.cli._commands import HELP
from trainkit.cli._inputs import WRITERS, add_as, parse_day, read_or_create, today, write_file
from trainkit.cli._sports import choose_sport
from trainkit.cli._streams import say_json, say_text
from trainkit.errors import InvalidInput
from trainkit.models import Activity, DailyHealth, History, Provenance, RaceResult
from trainkit.models._goal_text import parse_distance, parse_time

if TYPE_CHECKING:
    from trainkit.kit import Kit

__all__ = ["add"]

_OPTION_NAMES = {"hrv_rmssd": "hrv"}  # fields whose option has another name
_FILE_HELP = "history.json or history.parquet, created if missing; default: your store"


def add(app: Any, typer: Any) -> None:
    """Add the four commands."""
    log = typer.Typer(no_args_is_help=True, help=HELP["log"])
    app.add_typer(log, name="log")
    for command in (_add_workout, _add_race, _add_health, _add_journal):
        command(log, typer)


def _add_workout(log: Any, typer: Any) -> None:
    file_argument, as_option, date_option, json_option = _shared_parameters(typer)

    @log.command(help="Enter a workout.")  # type: ignore[untyped-decorator]
    def workout(
        sport: Annotated[str, typer.Option(help="running, cycling, swimming, ...")],
        minutes: Annotated[float, typer.Option(help="moving time")],
        file: Annotated[Path | None, file_argument] = None,
        asked: Annotated[str | None, as_option] = None,
        date: Annotated[str | None, date_option] = None,
        time: Annotated[str, typer.Option(help="local start time")] = "12:00",
        distance: Annotated[
            str | None, typer.Option(help="as you write it: 10k, 21.1 km, half, 5000 m")
        ] = None,
        distance_km: Annotated[float | None, typer.Option(help="the same in kilometres")] = None,
        hr_mean: Annotated[float | None, typer.Option(help="mean heart rate, bpm")] = None,
        power_mean: Annotated[float | None, typer.Option(help="mean power, W")] = None,
        rpe: Annotated[float | None, typer.Option(help="effort from 0 to 10")] = None,
        name: Annotated[str | None, typer.Option(help="what you call it")] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        if minutes <= 0:
            raise InvalidInput("--minutes", minutes, "above 0")
        length_m = None if distance_km is None else distance_km * 1000
        if distance is not None:
            length_m = parse_distance(distance)

        def build(zone: dt.tzinfo | None, day: dt.date) -> Activity:
            return Activity(
                sport=choose_sport(sport),
                start=_parse_start(date, time, zone, day),
                elapsed_s=minutes * 60,
                distance_m=length_m,
                hr_mean=hr_mean,
                power_mean=power_mean,
                rpe=rpe,
                name=name,
                provenance=_manual_provenance(),
            )

        if file is None:
            with _open_home(asked) as (kit, day, zone):
                session = build(zone, day)
                kit.log(session)
        else:
            history = read_or_create(file)
            known = history.athlete
            session = build(None if known is None else known.tzinfo, today())
            _write(file, history.merge(History(activities=(session,))))
        _print_entry(session.model_dump(mode="json", exclude_none=True), file, as_json=as_json)


def _add_race(log: Any, typer: Any) -> None:
    file_argument, as_option, date_option, json_option = _shared_parameters(typer)

    @log.command(help="Enter the result of a race.")  # type: ignore[untyped-decorator]
    def race(
        distance: Annotated[str, typer.Option(help="as you write it: 10k, 21.1 km, half, 5000 m")],
        time: Annotated[str, typer.Option(help="your time: 49:30, 1:45:00 or 50 minutes")],
        file: Annotated[Path | None, file_argument] = None,
        asked: Annotated[str | None, as_option] = None,
        date: Annotated[str | None, date_option] = None,
        sport: Annotated[str, typer.Option(help="running, cycling, swimming, ...")] = "running",
        name: Annotated[str | None, typer.Option(help="the race's name")] = None,
        ascent_m: Annotated[float | None, typer.Option(help="climbing of the course")] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        length_m = parse_distance(distance)
        values = {
            "distance_m": length_m,
            "time_s": parse_time(time, length_m),
            "sport": choose_sport(sport),
            "name": name,
            "ascent_m": ascent_m,
            "provenance": _manual_provenance(),
        }

        def build(today_there: dt.date) -> RaceResult:
            day = parse_day(date) or today_there
            if day > today_there:
                allowed = 'today or earlier; a race ahead is a goal: trainkit goals add "..."'
                raise InvalidInput("--date", str(day), allowed)
            return RaceResult.model_validate(values | {"date": day})

        if file is None:
            with _open_home(asked) as (kit, day, _):
                result = build(day)
                kit.log(result)
        else:
            history = read_or_create(file)
            result = build(today())
            _write(file, history.merge(History(races=(result,))))
        record = result.model_dump(mode="json", exclude_none=True)
        record.pop("id", None)
        _print_entry(record, file, as_json=as_json)


def _add_health(log: Any, typer: Any) -> None:
    file_argument, as_option, date_option, json_option = _shared_parameters(typer)

    @log.command(help="Enter the values of a night and a morning.")  # type: ignore[untyped-decorator]
    def health(
        file: Annotated[Path | None, file_argument] = None,
        asked: Annotated[str | None, as_option] = None,
        date: Annotated[str | None, date_option] = None,
        hrv: Annotated[float | None, typer.Option(help="RMSSD, ms")] = None,
        resting_hr: Annotated[float | None, typer.Option(help="bpm")] = None,
        sleep_h: Annotated[float | None, typer.Option(help="hours asleep")] = None,
        sleep_score: Annotated[float | None, typer.Option(help="0 to 100")] = None,
        weight_kg: Annotated[float | None, typer.Option(help="in the morning")] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        fields = {
            "hrv_rmssd": hrv,
            "resting_hr": resting_hr,
            "sleep_h": sleep_h,
            "sleep_score": sleep_score,
            "weight_kg": weight_kg,
        }
        _log_day(file, asked, date, fields, as_json=as_json)


def _add_journal(log: Any, typer: Any) -> None:
    file_argument, as_option, date_option, json_option = _shared_parameters(typer)

    @log.command(help="Enter how you feel: energy, soreness, mood, pain, illness.")  # type: ignore[untyped-decorator]
    def journal(
        file: Annotated[Path | None, file_argument] = None,
        asked: Annotated[str | None, as_option] = None,
        date: Annotated[str | None, date_option] = None,
        illness: Annotated[
            bool | None, typer.Option("--illness/--no-illness", help="whether you are ill")
        ] = None,
        fever: Annotated[
            bool | None, typer.Option("--fever/--no-fever", help="whether you have a fever")
        ] = None,
        pain: Annotated[float | None, typer.Option(help="0 none to 100")] = None,
        pain_place: Annotated[
            str | None, typer.Option(help="where it hurts: knee, calf, shoulder, ...")
        ] = None,
        energy: Annotated[float | None, typer.Option(help="0 none to 100")] = None,
        soreness: Annotated[float | None, typer.Option(help="0 none to 100")] = None,
        mood: Annotated[float | None, typer.Option(help="0 worst to 100 best")] = None,
        sleep_quality: Annotated[float | None, typer.Option(help="0 worst to 100 best")] = None,
        felt_stress: Annotated[float | None, typer.Option(help="0 none to 100")] = None,
        alcohol_units: Annotated[float | None, typer.Option(help="drinks")] = None,
        notes: Annotated[str | None, typer.Option(help="in your words")] = None,
        as_json: Annotated[bool, json_option] = False,
    ) -> None:
        fields = {
            "illness": illness,
            "fever": fever,
            "pain": pain,
            "pain_place": pain_place,
            "energy": energy,
            "soreness": soreness,
            "mood": mood,
            "sleep_quality": sleep_quality,
            "felt_stress": felt_stress,
            "alcohol_units": alcohol_units,
            "notes": notes,
        }
        _log_day(file, asked, date, fields, as_json=as_json)


def _shared_parameters(typer: Any) -> tuple[Any, Any, Any, Any]:
    """Return the parameters of every command: file, athlete, day, and whether to print JSON."""
    return (
        typer.Argument(help=_FILE_HELP),
        add_as(typer),
        typer.Option(help="day of the entry; default: today"),
        typer.Option("--json", help="print JSON"),
    )


def _log_day(
    file: Path | None,
    asked: str | None,
    date: str | None,
    fields: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    """Add fields to the day's manual entry; a repeated field replaces the earlier value."""
    new = {name: value for name, value in fields.items() if value is not None}
    if not new:
        options = (_OPTION_NAMES.get(name, name).replace("_", "-") for name in fields)
        raise InvalidInput("entry", "empty", f"at least one of --{', --'.join(options)}")
    if file is None:
        with _open_home(asked) as (kit, now, _):
            about = {"date": parse_day(date) or now, "provenance": _manual_provenance()}
            entry = DailyHealth.model_validate(new | about)
            kit.log(entry)
    else:
        entry = _log_in_file(file, parse_day(date) or today(), new)
    _print_entry(entry.model_dump(mode="json", exclude_none=True), file, as_json=as_json)


def _log_in_file(file: Path, day: dt.date, new: dict[str, Any]) -> DailyHealth:
    history = read_or_create(file)
    records = history.day_originals
    manual = [r for r in records if r.date == day and r.provenance.source == "manual"]
    earlier = {name: value for entry in manual for name, value in entry if value is not None}
    merged = earlier | new | {"date": day, "provenance": _manual_provenance()}
    entry = DailyHealth.model_validate({k: v for k, v in merged.items() if k != "originals"})
    others = [record for record in records if record not in manual]
    _write(file, history.model_copy(update={"days": [*others, entry], "far_days": ()}))
    return entry


@contextmanager
def _open_home(asked: str | None) -> Iterator[tuple["Kit", dt.date, dt.tzinfo]]:
    """Open the athlete's store to write into it, with the athlete's day and time zone."""
    from trainkit.cli import _home

    home = _home.read_home()
    with _home.open_kit(home, asked, writing=True) as kit:
        now = _home.current_time(kit, home.person(asked))
        assert now.tzinfo is not None  # noqa: S101  it is aware
        yield kit, now.date(), now.tzinfo


def _parse_start(date: str | None, time: str, zone: dt.tzinfo | None, day: dt.date) -> dt.datetime:
    try:
        clock = dt.time.fromisoformat(time)
    except ValueError:
        raise InvalidInput("--time", time, "a time such as 18:30") from None
    local = dt.datetime.combine(parse_day(date) or day, clock)
    try:
        return local.replace(tzinfo=zone) if zone is not None else local.astimezone()
    except (ValueError, OverflowError):  # the first and last day have no other zone's time
        raise InvalidInput("--date", date, "a day after 0001-01-01 and before 9999-12-31") from None


def _manual_provenance() -> Provenance:
    return Provenance(source="manual", fetched_at=dt.datetime.now(dt.UTC))


def _write(file: Path, history: History) -> None:
    write_file(file, WRITERS[file.suffix](history))


def _print_entry(record: dict[str, Any], file: Path | None, *, as_json: bool) -> None:
    record.pop("provenance", None)
    if as_json:
        say_json(json.dumps(record, indent=2))
        return
    shown = {name: value for name, value in record.items() if value not in ({}, [], False)}
    day = shown.pop("date", None) or str(shown.pop("start")).replace("T", " ")[:16]
    words = ", ".join(_say(name, value) for name, value in shown.items())
    where = "" if file is None else f" in {file}"
    say_text(f"Kept{where} for {day}: {words}.")


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "elapsed_s": lambda seconds: f"{seconds / 60:g} min",
    "distance_m": lambda metres: f"{metres / 1000:g} km",
    "time_s": lambda seconds: f"in {format_clock(seconds)}",
    "ascent_m": lambda metres: f"{metres:g} m of climbing",
    "rpe": lambda rating: f"RPE {rating:g} of 10",
    "hrv_rmssd": lambda ms: f"HRV (RMSSD) {ms:g} ms",
    "resting_hr": lambda bpm: f"resting heart rate {bpm:g} bpm",
    "sleep_h": lambda hours: f"sleep {hours:g} h",
    "sleep_score": lambda score: f"sleep score {score:g} of 100",
    "weight_kg": lambda kg: f"weight {kg:g} kg",
    "hr_mean": lambda bpm: f"mean heart rate {bpm:g} bpm",
    "power_mean": lambda watts: f"mean power {watts:g} W",
    "alcohol_units": lambda drinks: f"alcohol: {drinks:g} drink{'' if drinks == 1 else 's'}",
    "sport": str,
}


def _say(name: str, value: object) -> str:
    """Write what was said, in words and with its unit."""
    words = _WORDS.get(name)
    return f"{name.replace('_', ' ')} {_round(value)}" if words is None else words(value)


def _round(value: object) -> str:
    return "yes" if value is True else f"{value:g}" if isinstance(value, float) else str(value)

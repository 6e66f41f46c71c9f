"""A history of which some records are wrong: the others, one by one."""

from collections.abc import Iterator, Mapping

from trainkit.errors import InvalidInput
from trainkit.io.authoring import agree
from trainkit.models.activity import Activity
from trainkit.models.day import DailyHealth
from trainkit.models.history import History
from trainkit.models.model import Model
from trainkit.models.race import RaceResult
from trainkit.models.workout import PlannedWorkout
from trainkit.ports.format import FileContext

__all__ = ["salvage_history"]

_RECORDS: dict[str, type[Model]] = {
    "activities": Activity,
    "days": DailyHealth,
    "races": RaceResult,
    "workouts": PlannedWorkout,
    "far_activities": Activity,
    "far_days": DailyHealth,
}


def salvage_history(plain: Mapping[str, object], context: FileContext) -> History:
    """Build a history of the valid records and fields among wrong ones.

    Parameters
    ----------
    plain : mapping
        A history as parsed JSON.
    context : FileContext
        Notes how many records of each kind were left out.

    Returns
    -------
    History
        What is valid.
    """
    known: dict[str, object] = {}
    for name, value in plain.items():
        if name in _RECORDS:
            known[name] = _valid_records(name, value, context)
        elif (error := _find_error(name, value)) is None:
            known[name] = value
        else:
            context.noted.append(context.error(f"a history with a wrong field, left out: {error}"))
    return History.model_validate(known)


def _valid_records(name: str, value: object, context: FileContext) -> tuple[Model, ...]:
    records: list[Model] = []
    errors: list[InvalidInput] = []
    rows = _rows(value) if isinstance(value, Mapping) else value
    for row in rows if isinstance(rows, Iterator | list) else ():
        try:
            records.append(_RECORDS[name].model_validate(row))
        except InvalidInput as error:
            errors.append(error)
    if errors:
        what = agree("record[s] of a history with a wrong field, left out", len(errors))
        context.noted.append(context.error(f"{len(errors)} {what}: {name}.{errors[0]}"))
    return tuple(records)


def _rows(columns: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Yield the daily records that columns of plain values hold."""
    lists = {name: column for name, column in columns.items() if isinstance(column, list)}
    sources = lists.pop("sources", [])
    for row in range(len(lists.get("date", ()))):
        values = {name: column[row] for name, column in lists.items() if row < len(column)}
        source = values.pop("provenance", None)
        known = isinstance(source, int) and 0 <= source < len(sources)
        values["provenance"] = sources[source] if known else source
        yield {name: value for name, value in values.items() if value is not None}


def _find_error(name: str, value: object) -> InvalidInput | None:
    try:
        History.model_validate({name: value})
    except InvalidInput as error:
        return error
    return None

"""How an athlete wants pages shown, kept with the records: the same in each browser."""

from typing import Literal

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from trainkit.host._access import CALLER, OpenKit
from trainkit.host._reader import READER, Dates, Reader, Units
from trainkit.host._words import ENGLISH
from trainkit.kit import Kit
from trainkit.ports import Record

__all__ = ["Display", "keep_display", "use_display"]

_KIND: Literal["settings"] = "settings"
_KEY = "display"


class Display(BaseModel):
    """A choice of how pages are shown.

    Parameters
    ----------
    units, dates
        As in `Reader`.
    language : str
        The code of a language; empty for the browser's.
    """

    units: Units
    dates: Dates
    language: str = ""


def keep_display(kit: Kit, chosen: Display) -> None:
    """Keep a choice for all browsers."""
    record = Record(_KEY, chosen.model_dump_json(), kit.now())
    kit.store.put(_KIND, kit.athlete_id, [record])


async def use_display(request: Request, kit: OpenKit) -> None:
    """Show a page as its reader chose in any browser; a coach who looks on has an own choice."""
    caller = CALLER.get()
    if request.method != "GET" or (caller is not None and caller.is_viewing):
        return
    kept = await run_in_threadpool(_read, kit)
    if kept is None:
        return
    reader = READER.get()
    words = {"": reader.words, "en": ENGLISH, **reader.languages}.get(kept.language, reader.words)
    READER.set(Reader(kept.units, kept.dates, words, reader.languages))


def _read(kit: Kit) -> Display | None:
    found = kit.store.get(_KIND, kit.athlete_id, keys=[_KEY])
    try:
        return Display.model_validate_json(found[0].body) if found else None
    except ValidationError:  # of another version
        return None

"""Write days and carried states so that a kill at any moment leaves the day before or the day."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from trainkit._array import FloatArray
from trainkit.cohort._kept import Change, note_changes
from trainkit.cohort._layout import Layout, flush
from trainkit.cohort._states import ROWS, first_states, step

Mapped = np.memmap[tuple[int, ...], np.dtype[np.floating]]

__all__ = ["add_day", "change_past_day", "rebuild_states", "states_of", "tile_states"]


def add_day(layout: Layout, values: Mapping[str, FloatArray], *, durable: bool) -> Layout:
    """Append a day to every tile, and carry the states into the other slot.

    Parameters
    ----------
    layout : Layout
        The cohort, whose states belong to its last day.
    values : mapping of str to array, each of shape (athletes,)
        The day by field; a field that is not there is unknown.
    durable : bool
        Whether to wait for the disk.

    Returns
    -------
    Layout
        The cohort with the day.
    """
    slot = layout.slot or 0
    before = _map_states(layout, slot, "r")
    after = _map_states(layout, 1 - slot, "r+")
    for tile in range(layout.tiles):
        span, width = layout.span(tile), layout.width(tile)
        nothing = np.full(width, np.nan, layout.type)
        for field in layout.fields:
            day = values[field][span] if field in values else nothing
            if field in values or layout.tile_path(field, tile).exists():
                _make_tile(layout, field, tile)
                layout.append_day(field, tile, day, durable=durable)
        load = np.asarray(values["load"][span] if "load" in values else nothing, layout.type)
        step(_block(before, layout, tile), load, _block(after, layout, tile))
    if durable:
        after.flush()
    grown = layout.change(days=layout.days + 1, slot=1 - slot)
    grown.write(durable=durable)
    return grown


def change_past_day(layout: Layout, at: int, values: Mapping[str, FloatArray]) -> Layout:
    """Write known values over a past day, and compute the states of those athletes again."""
    unsettled = layout.change(slot=None)
    unsettled.write()
    states = _map_states(layout, layout.slot or 0, "r+")
    for tile in range(layout.tiles):
        days = {
            name: np.asarray(row[layout.span(tile)], layout.type) for name, row in values.items()
        }
        known = {field: day for field, day in days.items() if not np.isnan(day).all()}
        before = {field: np.array(layout.read_tile(field, tile)[at]) for field in known}
        after = {field: np.where(np.isnan(day), before[field], day) for field, day in known.items()}
        changed = {field: _find_changed(before[field], day) for field, day in after.items()}
        changes = [Change(field, rows, at, before[field][rows]) for field, rows in changed.items()]
        note_changes(layout, tile, changes)
        for field, day in after.items():
            _make_tile(layout, field, tile)
            layout.change_day(field, tile, at, day)
        if "load" in changed:
            rows = changed["load"]
            matrix = np.asarray(layout.read_tile("load", tile)[:, rows])
            _block(states, layout, tile)[:, rows] = states_of(matrix)
    states.flush()
    settled = unsettled.change(slot=layout.slot or 0)
    settled.write()
    return settled


def _find_changed(before: FloatArray, after: FloatArray) -> NDArray[np.intp]:
    return np.flatnonzero((before != after) & ~np.isnan(after))


def rebuild_states(layout: Layout) -> Layout:
    """Compute the states of everybody from the rows, such as after a kill or an ingest."""
    for slot in (0, 1):
        with layout.states_path(slot).open("wb") as file:
            file.truncate(len(ROWS) * layout.athletes * layout.type.itemsize)
            flush(file, durable=False)
    states = _map_states(layout, 0, "r+")
    for tile in range(layout.tiles):
        written = layout.tile_path("load", tile).exists()
        # Any number of unknown days leaves the states that one leaves.
        load = layout.read_tile("load", tile, last=None if written else 1)
        _block(states, layout, tile)[...] = states_of(load)
    states.flush()
    rebuilt = layout.change(slot=0)
    rebuilt.write()
    return rebuilt


def states_of(load: FloatArray) -> FloatArray:
    """Compute states from the whole matrix of loads, shape (days, athletes)."""
    states = first_states(load.shape[1], load.dtype)
    for day in load:
        step(states, day, states)
    return states


def tile_states(layout: Layout, tile: int) -> FloatArray:
    """Read the states of a tile, shape (states, athletes)."""
    return np.array(_block(_map_states(layout, layout.slot or 0, "r"), layout, tile))


def _map_states(
    layout: Layout, slot: int, mode: str
) -> "np.memmap[tuple[int, ...], np.dtype[np.floating]]":
    size = len(ROWS) * layout.athletes
    return np.memmap(layout.states_path(slot), layout.type, mode=mode, shape=(size,))  # type: ignore[call-overload,no-any-return]


def _block(states: NDArray[np.floating], layout: Layout, tile: int) -> FloatArray:
    span = layout.span(tile)
    block = states[len(ROWS) * span.start : len(ROWS) * span.stop]
    return np.asarray(block).reshape(len(ROWS), layout.width(tile))


def _make_tile(layout: Layout, field: str, tile: int) -> None:
    """Write days without a known value for a tile that has had none so far."""
    if not layout.tile_path(field, tile).exists():
        unknown = np.full((layout.days, layout.width(tile)), np.nan, layout.type)
        layout.write_tile(field, tile, unknown)

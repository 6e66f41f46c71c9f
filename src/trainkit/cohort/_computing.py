"""Compute tile by tile, on any executor, into files that a later call finds again."""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import numpy as np

from trainkit._array import FloatArray, choice, whole
from trainkit._work import ExecutorChoice, run_work
from trainkit.cohort._computations import COMPUTATIONS
from trainkit.cohort._layout import Layout, replace_file
from trainkit.errors import BackendError, InvalidInput, TrainkitError

__all__ = ["COMPUTATIONS", "Computed", "compute_tiles"]

_DONE, _WHAT, _AGAIN = "{tile:06}.done", "what.json", "asked.before"


class Computed(Mapping[str, FloatArray]):
    """Columns for every athlete, in files; a column becomes an array when it is asked for.

    Names are those of the results, such as ``"acwr"`` or ``"ctl"``. A column has the shape (days,
    athletes), or (athletes,) where it answers for the last day.
    """

    def __init__(self, layout: Layout, folders: Mapping[str, Path]) -> None:
        self._layout = layout
        self._homes = {
            column: (folder, COMPUTATIONS[name])
            for name, folder in folders.items()
            for column in COMPUTATIONS[name].columns
        }

    def __getitem__(self, column: str) -> FloatArray:
        """Read a column of everybody."""
        tiles = [self.tile(column, tile) for tile in range(self._layout.tiles)]
        return np.concatenate(tiles, axis=-1)

    def __contains__(self, column: object) -> bool:
        """Whether there is such a column."""
        return column in self._homes

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the columns."""
        return iter(self._homes)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._homes)

    def tile(self, column: str, tile: int) -> FloatArray:
        """Map the part of a column that belongs to a tile, without reading it yet.

        Parameters
        ----------
        column : str
            A name of a result.
        tile : int
            From 0.
        """
        choice("column", column, self._homes)
        folder, computation = self._homes[column]
        width = self._layout.width(whole("tile", tile, low=0, high=self._layout.tiles - 1))
        shape = (width,) if computation.last_day else (self._layout.days, width)
        path = _part(folder, column, tile)
        return np.memmap(path, self._layout.type, mode="r", shape=shape)

    def row(self, athlete: int) -> dict[str, FloatArray]:
        """Read all columns of one athlete, each of shape (days,) or ().

        Parameters
        ----------
        athlete : int
            The place of the athlete, as `Cohort.row_of` tells it.
        """
        at = whole("athlete", athlete, low=0, high=self._layout.athletes - 1)
        tile, place = divmod(at, self._layout.tile_athletes)
        return {column: np.array(self.tile(column, tile)[..., place]) for column in self}

    def __repr__(self) -> str:
        return f"<Computed {', '.join(self)} of {self._layout.athletes:,} athletes>"


def compute_tiles(
    layout: Layout,
    names: Sequence[str],
    *,
    executor: ExecutorChoice,
    options: Mapping[str, Mapping[str, object]],
    attempts: int,
) -> Computed:
    """Compute what is missing of some computations; see `Cohort.compute`."""
    _check(layout, names, options)
    attempts = whole("attempts", attempts, low=1)
    folders = {name: _prepare(layout, name, options.get(name, {})) for name in names}
    for together in _group(names):
        carrying = COMPUTATIONS[together[0]].carrying
        if carrying and any(_was_asked(folders[name]) for name in together):
            carrying.begin(layout, {name: options.get(name, {}) for name in together})
    work = {
        (" and ".join(left), tile): partial(
            compute_tile,
            layout.folder,
            tile,
            {name: (dict(options.get(name, {})), str(folders[name])) for name in left},
        )
        for together in _group(names)
        for tile in range(layout.tiles)
        if (left := [name for name in together if not _is_done(folders[name], tile)])
    }
    arguments = {argument for given in options.values() for argument in given}
    failures = _run(work, executor, attempts, arguments)
    if failures:
        raise _poisoned(layout, failures, attempts)
    return Computed(layout, folders)


def _group(names: Sequence[str]) -> list[list[str]]:
    """Put those together that share what they compute from."""
    groups: dict[object, list[str]] = {}
    for name in dict.fromkeys(names):
        groups.setdefault(COMPUTATIONS[name].source or name, []).append(name)
    return list(groups.values())


def _is_done(folder: Path, tile: int) -> bool:
    return (folder / _DONE.format(tile=tile)).exists()


def compute_tile(
    folder: str, tile: int, asked: Mapping[str, tuple[Mapping[str, object], str]]
) -> int:
    """Compute one tile where a worker runs: the arguments are small, the arrays stay on disk.

    Parameters
    ----------
    folder : str
        The cohort.
    tile : int
        From 0.
    asked : mapping of str to tuple of mapping and str
        By the name of each computation, its options, and the folder of its results.

    Returns
    -------
    int
        The tile.
    """
    # A cluster that loses a worker asks again for what the worker had done.
    left = {name: Path(home) for name, (_, home) in asked.items() if not _is_done(Path(home), tile)}
    if not left:
        return tile
    layout = Layout.read(folder)
    given_options = {name: asked[name][0] for name in left}
    if not _carry(layout, tile, left, given_options):
        _compute(layout, tile, left, given_options)
    for home in left.values():
        replace_file(home / _DONE.format(tile=tile), b"", durable=False)
    return tile


def _carry(
    layout: Layout, tile: int, left: Mapping[str, Path], options: Mapping[str, Mapping[str, object]]
) -> bool:
    """Answer from what the days before have left, if it is kept; return whether it is."""
    carrying = COMPUTATIONS[next(iter(left))].carrying
    known = carrying.answer(layout, tile, options) if carrying else None
    if known is None:
        return False
    with ExitStack() as stack:
        for name, home in left.items():
            for column, answer in _open_answers(stack, layout, tile, name, home).items():
                answer[...] = known[column]
    return True


def _compute(
    layout: Layout, tile: int, left: Mapping[str, Path], options: Mapping[str, Mapping[str, object]]
) -> None:
    """Compute a tile from its columns."""
    dates = np.datetime64(layout.first, "D") + np.arange(layout.days)
    computations = {name: COMPUTATIONS[name] for name in left}
    needed = {field for computation in computations.values() for field in computation.fields}
    fields = {field: layout.read_tile(field, tile) for field in needed}
    width = layout.width(tile)
    together = min(computation.together or width for computation in computations.values())
    make_source = next(iter(computations.values())).source
    source = make_source(fields, dates, options) if make_source else None
    with ExitStack() as stack:
        answers = {name: _open_answers(stack, layout, tile, name, left[name]) for name in left}
        for start in range(0, width, together):
            part = slice(start, min(start + together, width))
            chosen = {field: matrix[:, part] for field, matrix in fields.items()}
            given = chosen if source is None else source.part(part)
            for name, computation in computations.items():
                receivers = {column: answer[..., part] for column, answer in answers[name].items()}
                computation.function(given, receivers, **options[name])


def _open_answers(
    stack: ExitStack, layout: Layout, tile: int, name: str, home: Path
) -> dict[str, FloatArray]:
    """Open a file for each result of a computation."""
    width, computation = layout.width(tile), COMPUTATIONS[name]
    shape = (width,) if computation.last_day else (layout.days, width)
    return {
        column: stack.enter_context(_new_part(home, column, tile, shape, layout.type))
        for column in computation.columns
    }


@contextmanager
def _new_part(
    home: Path, column: str, tile: int, shape: tuple[int, ...], dtype: np.dtype[np.floating]
) -> Iterator[FloatArray]:
    """Open the file of a result for writing; it has its name only when it is whole."""
    path = _part(home, column, tile)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{uuid4().hex}")  # a tile may be computed twice at a time
    try:
        yield np.memmap(new, dtype, mode="w+", shape=shape)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _part(folder: Path, column: str, tile: int) -> Path:
    return folder / column / f"{tile:06}.bin"


def _check(
    layout: Layout, names: Sequence[str], options: Mapping[str, Mapping[str, object]]
) -> None:
    if not names:
        raise InvalidInput("names", names, "one or more of " + ", ".join(COMPUTATIONS))
    if not layout.days:
        raise InvalidInput("cohort", "no days", "one with at least one day; call update")
    for name in names:
        choice("names", name, COMPUTATIONS)
    for name, arguments in options.items():
        choice("options", name, names)
        for argument in arguments:
            choice(f"options of {name}", argument, COMPUTATIONS[name].options)


def _prepare(layout: Layout, name: str, options: Mapping[str, object]) -> Path:
    """Return the folder of a computation, emptied where it answers for an older revision."""
    body = json.dumps([layout.revision, options], sort_keys=True)
    digest = hashlib.blake2b(json.dumps(options, sort_keys=True).encode(), digest_size=4)
    folder = layout.path / "results" / (f"{name}-{digest.hexdigest()}" if options else name)
    what = folder / _WHAT
    if not what.exists() or what.read_text(encoding="utf-8") != body:
        earlier = what.exists()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if earlier:
            (folder / _AGAIN).touch()
        replace_file(what, body.encode(), durable=False)
    return folder


def _was_asked(folder: Path) -> bool:
    """Whether the same was asked of the cohort before its last change."""
    return (folder / _AGAIN).exists()


def _run(
    work: Mapping[tuple[str, int], Callable[[], int]],
    executor: ExecutorChoice,
    attempts: int,
    arguments: Collection[str],
) -> dict[tuple[str, int], Exception]:
    """Run all work, each piece at most some times; return what failed the last time."""
    failures: dict[tuple[str, int], Exception] = {}
    done = 0
    try:
        for piece, outcome in run_work(
            work.items(), executor, attempts=attempts, at_once=len(work) or 1
        ):
            done += 1
            if isinstance(outcome, InvalidInput) and outcome.argument in arguments:
                raise outcome  # of the caller, and no fault of a tile
            if isinstance(outcome, Exception):
                failures[piece] = outcome
    except BrokenExecutor as error:
        raise BackendError("cohort", _broken(len(work) - done), retryable=True) from error
    return failures


def _broken(left: int) -> str:
    return (
        f"the executor broke while {left} tiles were computed, as it does when a worker dies; "
        "those that are done are kept: call compute again with a new executor"
    )


def _poisoned(
    layout: Layout, failures: Mapping[tuple[str, int], Exception], attempts: int
) -> BackendError:
    (name, tile), error = next(iter(failures.items()))
    span = layout.span(tile)
    times = "" if isinstance(error, TrainkitError) else f" {attempts} times"
    others = f"; {len(failures) - 1} more failed too" if len(failures) > 1 else ""
    return BackendError(
        "cohort",
        f"tile {tile} (athletes {span.start} to {span.stop - 1}) failed{times} in "
        f"{name}: {type(error).__name__}: {error}{others}; all other tiles are done",
    )

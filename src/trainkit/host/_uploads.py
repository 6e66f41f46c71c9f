"""Files that clients sent: read in a thread each, and read again where the host ended meanwhile."""

import datetime as dt
import hashlib
import logging
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from trainkit._text import clean
from trainkit.errors import InvalidInput, NotFound, TrainkitError
from trainkit.host._upload import FileUpload, Reading, Upload, copy_files
from trainkit.kit import Kit
from trainkit.optimize.journal import Journal, read_records
from trainkit.ports import Record, RecordKind

__all__ = ["Hold", "Uploads"]

_LOG = logging.getLogger("trainkit.host")
_KIND: RecordKind = "cursors"
_KEY = "upload:"
_JOURNAL, _FILES = "journal", "files"
_LISTED, _KEPT = 20, 200  # uploads of an athlete that are listed, and that can be asked for
_TOLD = 500  # problems of an upload that are kept
_STEPS = 50  # times that progress is written
_ATTEMPTS = 3  # a file that ends the process each time is left alone
_AT_ONCE = 2  # uploads that are read at once
_GRACE_S = 5.0

Hold: TypeAlias = Callable[[str], AbstractContextManager[Kit]]
"""Return the Kit of an athlete for a while."""


class _Ended(Exception):
    """The host ends: the files stay, and are read when it starts again."""


@dataclass
class _Work:
    """An upload that this process reads."""

    owner: str
    folder: Path
    journal: Journal
    upload: Upload
    over: threading.Event = field(default_factory=threading.Event)
    error: TrainkitError | None = None


class Uploads:
    """Keep files until they are read, and tell how far they are. Thread-safe.

    Parameters
    ----------
    folder : path, optional
        Where files stand meanwhile; without one they go with the process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._working: dict[str, _Work] = {}
        self._few = threading.BoundedSemaphore(_AT_ONCE)
        self._ending = False

    def receive(
        self, kit: Kit, files: Iterable[FileUpload], hold: Hold, *, wait_s: float | None = None
    ) -> Upload:
        """Keep files, and start to read them: from now on they are read whatever happens.

        Parameters
        ----------
        kit : Kit
            Whose files these are.
        files : iterable of FileUpload
            The files.
        hold : callable
            The Kit for the thread that reads.
        wait_s : float, optional
            How long to wait until they are read [s]; by default until they are.

        Raises
        ------
        InvalidInput
            All files are empty.
        TrainkitError
            They could not be read, within that time.
        """
        key, owner = secrets.token_hex(8), kit.athlete_id
        folder = self._make_folder(owner, key)
        journal = Journal(folder / _JOURNAL)
        try:
            count, size = copy_files(files, folder / _FILES)
        except BaseException:
            journal.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        upload = Upload(id=key, began=kit.now(), files=count, size_bytes=size)
        began = upload.began.isoformat()
        journal.append({"owner": owner, "began": began, "files": count, "size_bytes": size})
        work = _Work(owner, folder, journal, upload)
        self._start(work, hold)
        work.over.wait(wait_s)
        if work.error is not None:
            raise work.error
        return work.upload

    def find(self, kit: Kit, key: str, hold: Hold) -> Upload:
        """Return an upload; one whose process ended is read again.

        Raises
        ------
        NotFound
            There is none of this key.
        """
        work = self._working.get(key)
        if work is not None and work.owner == kit.athlete_id:
            return work.upload
        kept = kit.store.get(_KIND, kit.athlete_id, keys=[f"{_KEY}{key}"])
        if kept:
            return Upload.model_validate_json(kept[0].body)
        if self._folder is not None and key.isalnum():
            found = self._look(self._folder / _digest(kit.athlete_id) / key, hold)
            if found is not None:
                return found
        raise NotFound("upload", key, "the id of an upload")

    def list(self, kit: Kit, hold: Hold) -> list[Upload]:
        """List the latest uploads, those that are read first."""
        records = kit.store.get(_KIND, kit.athlete_id)
        kept = [
            Upload.model_validate_json(record.body)
            for record in records
            if record.key.startswith(_KEY)
        ]
        done = {upload.id for upload in kept}
        reading = []
        if self._folder is not None:
            for folder in _list_folders(self._folder / _digest(kit.athlete_id)):
                found = None if folder.name in done else self._look(folder, hold)
                reading += [] if found is None else [found]
        kept.sort(key=lambda upload: upload.began, reverse=True)
        return [*reading, *kept][:_LISTED]

    def resume(self, hold: Hold, owner: str | None = None) -> int:
        """Read what an earlier process left, of one athlete or all; return how many uploads."""
        if self._folder is None:
            return 0
        owners = _list_folders(self._folder)
        if owner is not None:
            owners = [self._folder / _digest(owner)]
        found = [self._look(folder, hold) for owner in owners for folder in _list_folders(owner)]
        return sum(upload is not None for upload in found)

    def close(self) -> None:
        """Stop between two files; they are read when the host starts again."""
        self._ending = True
        for work in list(self._working.values()):
            work.over.wait(_GRACE_S)

    def _make_folder(self, owner: str, key: str) -> Path:
        if self._folder is None:
            return Path(tempfile.mkdtemp(prefix="trainkit-"))
        folder = self._folder / _digest(owner) / key
        for each in (self._folder, folder.parent):  # `parents` would let others look in
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        return folder

    def _look(self, folder: Path, hold: Hold) -> Upload | None:
        """Return what the journal of an upload says, and read on where nobody does."""
        with self._lock:
            known = self._working.get(folder.name)
            if known is not None:
                return known.upload
            if not folder.is_dir():
                return None
            try:
                journal = Journal(folder / _JOURNAL)
            except InvalidInput:  # another process reads it
                return _tell(folder)
            except OSError:
                return None
            upload = _tell(folder)
            if upload is None:  # its files did not come whole, and nobody was told that they did
                journal.close()
                shutil.rmtree(folder, ignore_errors=True)
                return None
            owner = str(next(iter(journal))["owner"])
            work = _Work(owner, folder, journal, upload)
            self._working[folder.name] = work
        self._start(work, hold)
        return work.upload

    def _start(self, work: _Work, hold: Hold) -> None:
        self._working[work.upload.id] = work
        name = f"upload {work.upload.id}"
        threading.Thread(target=self._read, args=(work, hold), name=name, daemon=True).start()

    def _read(self, work: _Work, hold: Hold) -> None:
        """Read an upload and keep what came of it; a host that ends leaves it for the next."""
        finished = False
        try:
            with self._few, hold(work.owner) as kit:
                try:
                    self._attempt(work, kit)
                except TrainkitError as error:
                    work.error = error
                    _fail(work, clean(str(error)))
                except OSError as error:
                    work.error = InvalidInput("files", error.strerror, "readable")
                    _fail(work, f"the files could not be kept: {error.strerror}")
                _keep(kit, work.upload)
                finished = True
        except _Ended:
            with suppress(OSError):
                work.journal.append({"left": True})
        except Exception:  # noqa: BLE001  the store is gone: the next start reads again
            _LOG.exception("upload %s failed", work.upload.id)
        finally:
            work.journal.close()
            if finished or self._folder is None:
                shutil.rmtree(work.folder, ignore_errors=True)
            self._working.pop(work.upload.id, None)
            work.over.set()

    def _attempt(self, work: _Work, kit: Kit) -> None:
        from trainkit import io  # noqa: PLC0415  its import takes 200 ms

        records = list(work.journal)
        left = sum("left" in record for record in records)
        if sum("attempt" in record for record in records) - left >= _ATTEMPTS:
            raise InvalidInput(
                "files", "left", f"read without an end of the host, {_ATTEMPTS} times"
            )
        work.journal.append({"attempt": True})

        def tell(done: int, total: int, _: str) -> None:
            if self._ending:
                raise _Ended
            work.upload = work.upload.model_copy(update={"read": done, "total": total})
            if done % max(1, total // _STEPS) == 0:
                work.journal.append({"read": done, "total": total})

        folder = work.folder / _FILES
        history = io.read(
            sorted(folder.glob("*/*")), timezone=_zone(kit), processes=1, progress=tell
        )
        kit.log(history)
        problems = [
            problem.model_copy(update={"path": _without(problem.path, folder)})
            for problem in history.problems
        ]
        reading = Reading(
            files=work.upload.files,
            activities=len(history.activities),
            days=len(history.days),
            races=len(history.races),
            problems=problems,
        )
        changed = {"state": "done", "message": "read", "reading": reading}
        work.upload = work.upload.model_copy(update=changed)


def _tell(folder: Path) -> Upload | None:
    """Read how far an upload is; None where its files did not all come."""
    try:
        records = read_records(folder / _JOURNAL).records
    except OSError:
        return None
    if not records or "owner" not in records[0]:
        return None
    steps: Iterator[Any] = (record for record in reversed(records) if "read" in record)
    last = next(steps, {"read": 0, "total": 0})
    restarts = sum("attempt" in record for record in records)
    return Upload(
        id=folder.name,
        began=dt.datetime.fromisoformat(str(records[0]["began"])),
        files=int(str(records[0]["files"])),
        size_bytes=int(str(records[0].get("size_bytes", 0))),
        read=int(last["read"]),
        total=int(last["total"]),
        restarts=restarts,
        message="the host ended while it read; it reads again" if restarts else "reading",
    )


def _fail(work: _Work, said: str) -> None:
    work.upload = work.upload.model_copy(update={"state": "failed", "message": said})


def _keep(kit: Kit, upload: Upload) -> None:
    """Keep what came of an upload, and forget the oldest."""
    told = upload
    if upload.reading is not None and len(upload.reading.problems) > _TOLD:
        more = len(upload.reading.problems) - _TOLD
        first = upload.reading.model_copy(update={"problems": upload.reading.problems[:_TOLD]})
        told = upload.model_copy(
            update={"reading": first, "message": f"read; {more} more problems"}
        )
    now, owner = kit.now(), kit.athlete_id
    kit.store.put(
        _KIND, owner, [Record(f"{_KEY}{upload.id}", told.model_dump_json(), now, now.date())]
    )
    known = [record for record in kit.store.get(_KIND, owner) if record.key.startswith(_KEY)]
    known.sort(key=lambda record: record.at, reverse=True)
    old = [record.key for record in known[_KEPT:]]
    if old:
        kit.store.delete(owner, _KIND, keys=old)


def _list_folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []


def _digest(owner: str) -> str:
    """Return the name of a folder that any athlete's name can have."""
    return hashlib.sha256(owner.encode()).hexdigest()[:24]


def _without(path: str, folder: Path) -> str:
    return path.removeprefix(str(folder)).lstrip("/").partition("/")[2] or path


def _zone(kit: Kit) -> str | None:
    try:
        return kit.athlete.timezone
    except InvalidInput:
        return None

"""Write files that hold health data or secrets: for their owner only, whole or not at all."""

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

__all__ = ["open_private", "sync_folder", "write_file"]

_OWNER_ONLY = 0o600
_PREFIX, _SUFFIX = ".trainkit-", ".new"
_ABANDONED_S = 3600.0  # no writer takes an hour: it was killed


def write_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Replace a file atomically: a kill or a full disk leaves the old content or the new.

    A new file is readable by its owner only. One that is there keeps its mode without the rights of
    others, and its owner. A link stays a link, and a device or a pipe is written to.

    Parameters
    ----------
    path : path
        The file, in a folder that exists.
    content : bytes
        All of its content.

    Raises
    ------
    OSError
        The file cannot be written; an old one is unchanged.
    """
    target = _follow(Path(path))
    old = target.stat() if target.exists() else None
    if old is not None and not stat.S_ISREG(old.st_mode):
        target.write_bytes(content)  # raises for a folder
        return
    _remove_abandoned(target.parent)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=target.parent)  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if old is not None:
            _keep_owner_and_mode(Path(name), old)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    sync_folder(target.parent)


def open_private(path: str | os.PathLike[str], flags: int) -> int:
    """Open a file as `os.open` does, and take the rights of others from it.

    Parameters
    ----------
    path : path
        The file.
    flags : int
        Such as ``os.O_APPEND | os.O_CREAT | os.O_WRONLY``.

    Returns
    -------
    int
        The descriptor.

    Raises
    ------
    OSError
        The file cannot be opened.
    """
    descriptor = os.open(path, flags, _OWNER_ONLY)
    mode = os.fstat(descriptor).st_mode
    if os.name != "nt" and stat.S_ISREG(mode) and stat.S_IMODE(mode) & ~_OWNER_ONLY:
        with suppress(PermissionError):  # of another owner, who may share it
            os.fchmod(descriptor, mode & _OWNER_ONLY)
    return descriptor


def sync_folder(folder: Path) -> None:
    """Flush the names of a folder to disk, such as one that was just replaced."""
    if os.name == "nt":
        return  # Windows cannot open a folder
    with suppress(PermissionError):  # a folder may be writable and not readable
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _follow(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError:  # what Python before 3.13 raises for links in a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None


def _keep_owner_and_mode(path: Path, old: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # only the system's administrator may give a file away
            os.chown(path, old.st_uid, old.st_gid)
    path.chmod(old.st_mode & _OWNER_ONLY)


def _remove_abandoned(folder: Path) -> None:
    """Remove what killed writers left in a folder, as far as it can be seen."""
    oldest = time.time() - _ABANDONED_S  # noqa: TID251  compared with times of files
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()

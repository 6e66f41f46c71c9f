"""Structured logs: a line of JSON a record, in a file a day."""

import datetime as dt
import json
import logging
import os
import re
import threading
from pathlib import Path
from typing import TextIO

__all__ = ["JsonLines", "LogFolder"]

_LOGGER = "trainkit"
_LOCK = threading.Lock()
_LISTENING: list["LogFolder"] = []
_LOWERED: list[int] = []  # the level that was set for them, as long as any listens
_NAME = re.compile(r"trainkit-(\d{4}-\d{2}-\d{2})\.jsonl")


class JsonLines(logging.Formatter):
    """Formats a log record as one line of JSON.

    trainkit logs names, sizes and times at INFO and above; never a token, a prompt or a health
    value.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, without its end."""
        about: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        more = getattr(record, "trainkit", None)
        if isinstance(more, dict):
            about |= more
        if record.exc_info and record.exc_info[0] is not None:
            about["error"] = record.exc_info[0].__name__
        return json.dumps(about)


class LogFolder(logging.Handler):
    """Writes log records into a folder, one file a day, readable by its owner only.

    Parameters
    ----------
    folder : path
        Made if it is not there.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        super().__init__()
        self._folder = Path(folder).absolute()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._open: tuple[str, TextIO] | None = None
        self._guard = threading.Lock()
        self.setFormatter(JsonLines())

    def listen(self) -> None:
        """Write what trainkit logs from INFO on, until it is closed; once where several listen."""
        logger = logging.getLogger(_LOGGER)
        with _LOCK:
            if logger.level == logging.NOTSET:
                logger.setLevel(logging.INFO)
                _LOWERED.append(logging.INFO)
            _LISTENING.append(self)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; an error of the disk is told on standard error and nowhere else."""
        twins = [one for one in _LISTENING if one._folder == self._folder]
        if twins and twins[0] is not self:
            return  # another one writes into this folder
        try:
            line = self.format(record)
            day = dt.datetime.fromtimestamp(record.created, dt.UTC).date().isoformat()
            with self._guard:
                stream = self._stream(day)
                stream.write(line + "\n")
                stream.flush()
        except Exception:  # noqa: BLE001  logging must never stop the work
            self.handleError(record)

    def purge(self, before: dt.date) -> int:
        """Delete the files of days before a day, and say how many."""
        old = []
        for path in self._folder.iterdir():
            named = _NAME.fullmatch(path.name)
            if named and dt.date.fromisoformat(named[1]) < before:
                old.append(path)
        with self._guard:
            for path in old:
                if self._open is not None and self._open[0] in path.name:
                    self._open[1].close()
                    self._open = None
                path.unlink(missing_ok=True)
        return len(old)

    def close(self) -> None:
        """Stop listening, and close the file."""
        logger = logging.getLogger(_LOGGER)
        logger.removeHandler(self)
        with _LOCK:
            if self in _LISTENING:
                _LISTENING.remove(self)
            if _LOWERED and not _LISTENING:
                _LOWERED.clear()
                logger.setLevel(logging.NOTSET)
        with self._guard:
            if self._open is not None:
                self._open[1].close()
                self._open = None
        super().close()

    def _stream(self, day: str) -> TextIO:
        if self._open is None or self._open[0] != day:
            if self._open is not None:
                self._open[1].close()
            path = self._folder / f"trainkit-{day}.jsonl"
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._open = day, os.fdopen(handle, "a", encoding="utf-8")
        return self._open[1]

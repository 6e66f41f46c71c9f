"""Structured logs: one line of JSON per record, one file per day."""

import datetime as dt
import json
import logging
import os
import re
import threading
from pathlib import Path
from typing import TextIO

from trainkit._files import open_private

__all__ = ["JsonLines", "LogFolder"]

_LOGGER = "trainkit"
_LOCK = threading.Lock()
_LISTENERS: list["LogFolder"] = []
_LOWERED: list[int] = []  # the level that was set while there are listeners
_NAME = re.compile(r"trainkit-(\d{4}-\d{2}-\d{2})\.jsonl")


class JsonLines(logging.Formatter):
    """Format a log record as one line of JSON.

    At INFO and above trainkit logs names, sizes and times; never a token, a prompt or a health
    value.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without a newline."""
        fields: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        more = getattr(record, "trainkit", None)
        if isinstance(more, dict):
            fields |= more
        if record.exc_info and record.exc_info[0] is not None:
            fields["error"] = record.exc_info[0].__name__
        return json.dumps(fields)


class LogFolder(logging.Handler):
    """Write log records to a folder, one file per day, readable by its owner only.

    Parameters
    ----------
    folder : path
        Created where it does not exist.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        super().__init__()
        self._folder = Path(folder).absolute()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._open: tuple[str, TextIO] | None = None
        self._guard = threading.Lock()
        self.setFormatter(JsonLines())

    def listen(self) -> None:
        """Write trainkit's log from INFO up, until closed; of several on one folder, one writes."""
        logger = logging.getLogger(_LOGGER)
        with _LOCK:
            if logger.level == logging.NOTSET:
                logger.setLevel(logging.INFO)
                _LOWERED.append(logging.INFO)
            _LISTENERS.append(self)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; a disk error is reported on standard error only."""
        same = [listener for listener in _LISTENERS if listener._folder == self._folder]
        if same and same[0] is not self:
            return  # another listener writes to this folder
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
        """Delete the files of earlier days, and return their number."""
        old = []
        for path in self._folder.iterdir():
            match = _NAME.fullmatch(path.name)
            if match and dt.date.fromisoformat(match[1]) < before:
                old.append(path)
        with self._guard:
            for path in old:
                if self._open is not None and self._open[0] in path.name:
                    self._open[1].close()
                    self._open = None
                path.unlink(missing_ok=True)
        return len(old)

    def close(self) -> None:
        """Stop listening and close the file; safe to call twice."""
        logger = logging.getLogger(_LOGGER)
        logger.removeHandler(self)
        with _LOCK:
            if self in _LISTENERS:
                _LISTENERS.remove(self)
            if _LOWERED and not _LISTENERS:
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
            handle = open_private(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            self._open = day, os.fdopen(handle, "a", encoding="utf-8")
        return self._open[1]

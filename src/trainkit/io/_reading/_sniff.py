"""What a file is, by its first bytes; its name says nothing."""

import re
from typing import Literal

__all__ = ["HEAD", "Kind", "kind_of"]

Kind = Literal["fit", "gzip", "zip", "parquet", "gpx", "tcx", "apple", "history", "json", "table"]

HEAD = 16_384
"""Bytes that are enough to tell."""

_MAGIC: dict[bytes, Kind] = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"PAR1": "parquet"}
_EMPTY_ZIP = b"PK\x05\x06"
_ROOT = re.compile(r"<(?:\w+:)?(gpx|TrainingCenterDatabase|HealthData)[\s>/]")
_ROOTS: dict[str, Kind] = {"gpx": "gpx", "TrainingCenterDatabase": "tcx", "HealthData": "apple"}
_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HISTORY = re.compile(r'\{\s*"activities"\s*:\s*\[')
_BINARY = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> Kind | None:
    """Tell the kind of a file from its beginning.

    Parameters
    ----------
    head : bytes
        The first `HEAD` bytes, or the whole file if it is shorter.

    Returns
    -------
    str or None
        None for a format that no reader knows.
    """
    if head[8:12] == b".FIT" and head[:1] in {b"\x0c", b"\x0e"}:
        return "fit"
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head.startswith(_EMPTY_ZIP):
        return "zip"
    return _kind_of_text(_text(head).lstrip())


def _kind_of_text(text: str) -> Kind | None:
    if text.startswith("<"):
        root = _ROOT.search(text)
        return _ROOTS[root[1]] if root else None
    if _HISTORY.match(text):
        return "history"
    if text.startswith(("{", "[")):
        return "json"
    if text and not _BINARY.search(text) and re.search(r"[,;\t]", re.split(r"[\r\n]", text)[0]):
        return "table"
    return None


def _text(head: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.decode("latin-1")

"""Samples of activities as records of their own: compressed, and unpacked when they are read.

An activity's body ends with a mark, the digest of its samples' body. So the small bodies alone tell
whether anything has changed, and a day's decision from the cache reads no samples at all.
"""

import base64
import hashlib
import re
import struct
import sys
import zlib
from typing import NamedTuple

from pydantic import TypeAdapter

from trainkit.errors import BackendError
from trainkit.models import Activity
from trainkit.models._packed_columns import Beside
from trainkit.models.streams import Streams
from trainkit.ports import Record

__all__ = [
    "SplitBody",
    "digest_samples",
    "find_mark",
    "plain_body",
    "split_samples",
    "unpack_samples",
]

# Runs alone: a search for what repeats farther back gains a twentieth to a fifth, and takes twice
# the time, the most of a first sync.
_STRATEGY = zlib.Z_RLE
# Quotation marks inside a text are escaped, so that this is never the end of one.
_MARK = re.compile(r',"streams":"z1:([0-9a-f]{32})"\}$')
_HEADER = struct.Struct("<cxxxI")  # the byte order of the counts, and the length of the heads
_ALIGNED = 8  # bytes
_STREAMS = TypeAdapter(Streams)
_TAIL = 60  # characters, in which a mark is


class SplitBody(NamedTuple):
    """The body of an activity, and that of its samples; empty without any."""

    body: str
    samples: str


def split_samples(activity: Activity) -> SplitBody:
    """Encode an activity and its samples apart."""
    body = activity.model_dump_json(exclude_defaults=True, exclude={"streams"})
    if activity.streams is None:
        return SplitBody(body, "")
    squeeze = zlib.compressobj(1, strategy=_STRATEGY)
    packed = squeeze.compress(_pack(activity.streams)) + squeeze.flush()
    samples = base64.b64encode(packed).decode("ascii")
    return SplitBody(f'{body[:-1]},"streams":"z1:{digest_samples(samples)}"}}', samples)


def plain_body(record: Record) -> str:
    """Return the body of an activity without its mark."""
    found = find_mark(record)
    return record.body if found is None else record.body[: found.start()] + "}"


def find_mark(record: Record) -> re.Match[str] | None:
    """Find the mark of an activity with samples, whose group 1 is their digest."""
    return _MARK.search(record.body, max(len(record.body) - _TAIL, 0))


def digest_samples(samples: str) -> str:
    """Compute the digest of samples that a mark has."""
    return hashlib.blake2b(samples.encode(), digest_size=16).hexdigest()


def _pack(streams: Streams) -> bytes:
    """Write the heads of the columns as JSON, and behind them their counts."""
    beside = Beside()
    heads = streams.model_dump_json(context=beside).encode()
    heads += b" " * (-(len(heads) + _HEADER.size) % _ALIGNED)
    return _HEADER.pack(sys.byteorder[0].encode(), len(heads)) + heads + beside.content()


def unpack_samples(body: str, key: str) -> Streams:
    """Unpack the samples of a record; `BackendError` where they are damaged."""
    try:
        data = zlib.decompress(base64.b64decode(body, validate=True))
        order, length = _HEADER.unpack_from(data)
        if order != sys.byteorder[0].encode():
            raise ValueError("written on a machine of another byte order")
        start = _HEADER.size + length
        beside = Beside(data, start)
        return _STREAMS.validate_json(data[_HEADER.size : start], context=beside)
    except (ValueError, TypeError, struct.error, zlib.error) as error:
        message = f"the stored samples {key!r} cannot be read: {type(error).__name__}"
        raise BackendError("records", message) from error

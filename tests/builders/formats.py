"""Reading bytes by a built-in format, as the reading flow does."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO

from trainkit.io.formats import FORMATS
from trainkit.io.formats.apple_health import AppleHealthFormat
from trainkit.io.formats.daily_table import DailyTableFormat
from trainkit.io.formats.fit import FitFormat
from trainkit.io.formats.garmin_connect import GarminConnectFormat
from trainkit.io.formats.gpx import GpxFormat
from trainkit.io.formats.tcx import TcxFormat
from trainkit.ports.format import Contents, FileContext, Format

HEAD = 16_384

Reader = Callable[[bytes | BinaryIO, FileContext], Contents]


def reader(format_: Format) -> Reader:
    def read(data: bytes | BinaryIO, context: FileContext) -> Contents:
        file = io.BytesIO(data) if isinstance(data, bytes) else data
        return Contents.join(format_.read(file, replace(context, source=format_.name)))

    return read


def format_for(head: bytes, path: str = "file") -> Format | None:
    return next((format_ for format_ in FORMATS if format_.matches(head, path)), None)


def read_json(data: bytes, context: FileContext) -> Contents:
    """Read by the format that matches; what is no JSON as Garmin Connect's."""
    return reader(format_for(data[:HEAD], context.path) or GarminConnectFormat())(data, context)


def read_table(data: bytes, context: FileContext) -> Contents:
    """Read by the format that matches; what is no table as a daily one."""
    return reader(format_for(data[:HEAD], context.path) or DailyTableFormat())(data, context)


read_apple_health = reader(AppleHealthFormat())
read_fit = reader(FitFormat())
read_gpx = reader(GpxFormat())
read_tcx = reader(TcxFormat())

"""Encoding of messages, as columns, to a FIT file."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trainkit.errors import InvalidInput
from trainkit.io.fit._base_types import NAMED
from trainkit.io.fit._crc import crc16
from trainkit.io.fit._profile import Message, Reading, message_by_name
from trainkit.io.fit._values import Values, base_type_of, encode_values

__all__ = ["DeveloperField", "encode"]

_PROTOCOL, _PROFILE = 0x20, 2100  # developer fields came with version 2 of the protocol
_DEFINITION, _DEVELOPER = 0x40, 0x20
_LOCALS = 16
_HIGHEST_MESSAGE, _HIGHEST_FIELD = 0xFFFE, 0xFE


class DeveloperField(NamedTuple):
    """A field that the protocol does not have; a column with its name is written as this field."""

    name: str
    units: str = ""
    base: str = "float32"  # a FIT storage type, such as "uint16"
    native_field: int | None = None  # number of the protocol's field that it represents


class _Cells(NamedTuple):
    """A stored column; `code` is that of its base type, or the application 0 if added."""

    number: int
    code: int
    data: NDArray[np.generic]

    @property
    def size(self) -> int:
        """Bytes in a record."""
        return self.data.dtype.itemsize * math.prod(self.data.shape[1:])


def encode(
    messages: Iterable[tuple[str, Mapping[str, Values]]],
    *,
    developer_fields: Sequence[DeveloperField] = (),
    application_id: bytes = b"trainkit".ljust(16, b"\0"),
) -> bytes:
    """Write a FIT file.

    Parameters
    ----------
    messages : iterable of (name, columns)
        In file order, beginning with ``file_id``. A column has one item per message; a single value
        is a column of one; an array field has shape ``(messages, elements)``; a column that is None
        is left out. Items are values in the decoder's units (NaN or None if missing), names of an
        enum, `datetime64` or seconds since 1989-12-31T00:00:00Z for times, or text.
        ``unknown_<number>`` names any message or field; its column must be a numpy array, and is
        stored as the array's type.
    developer_fields : sequence of DeveloperField
        Fields that the protocol does not have; the file describes them after its first message.
    application_id : bytes
        Sixteen bytes that identify the application of the developer fields.

    Returns
    -------
    bytes
        The file: little endian, with both checksums.

    Raises
    ------
    InvalidInput
        An unknown message, field or name; a value that its field cannot store; columns of unequal
        length.

    Examples
    --------
    >>> data = encode([("file_id", {"type": "activity"}), ("record", {"heart_rate": [61, 62]})])
    >>> len(data), data[8:12]
    (40, b'.FIT')
    """
    for field in developer_fields:
        if field.base not in NAMED:
            raise InvalidInput("developer_fields", field.base, f"one of {', '.join(NAMED)}")
    added = {field.name: (number, field) for number, field in enumerate(developer_fields)}
    writer = _Writer()
    descriptions_written = not developer_fields
    for message, columns in messages:
        kind = message_by_name(message)
        if kind is None or kind.number > _HIGHEST_MESSAGE:
            raise InvalidInput("messages", message, "a message of the protocol or unknown_<number>")
        known = {name: values for name, values in columns.items() if values is not None}
        writer.add(
            kind,
            [_native_cells(kind, name, known[name]) for name in known if name not in added],
            [_developer_cells(*added[name], known[name]) for name in known if name in added],
        )
        if not descriptions_written:
            _write_descriptions(writer, developer_fields, application_id)
            descriptions_written = True
    return _frame(b"".join(writer.chunks))


def _native_cells(kind: Message, name: str, values: Values) -> _Cells:
    known = kind.find_reading(name)
    if known is None or known[0].number > _HIGHEST_FIELD:
        raise InvalidInput("messages", name, f"a field of {kind.name} or unknown_<number>")
    field, reading = known
    base = field.base or base_type_of(values, name)
    return _Cells(field.number, base.code, encode_values(values, base, reading, name))


def _developer_cells(number: int, field: DeveloperField, values: Values) -> _Cells:
    return _Cells(number, 0, encode_values(values, NAMED[field.base], Reading(), field.name))


def _write_descriptions(
    writer: "_Writer", fields: Sequence[DeveloperField], application_id: bytes
) -> None:
    """Write the application of the developer fields, and their descriptions."""
    octets = np.frombuffer(application_id, np.uint8).reshape(1, -1)
    columns: dict[str, Mapping[str, Values]] = {
        "developer_data_id": {"application_id": octets, "developer_data_index": 0},
        "field_description": {
            "developer_data_index": [0] * len(fields),
            "field_definition_number": list(range(len(fields))),
            "fit_base_type_id": [NAMED[field.base].code for field in fields],
            "field_name": [field.name for field in fields],
            "units": [field.units for field in fields],
            "native_field_num": [field.native_field for field in fields],
        },
    }
    for name, given in columns.items():
        kind = message_by_name(name)
        if kind is not None:
            writer.add(
                kind, [_native_cells(kind, field, values) for field, values in given.items()], []
            )


class _Writer:
    """Collects definitions and records; a definition is repeated only if another replaced it."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self._locals: dict[bytes, int] = {}  # by content, the least recently defined first

    def add(self, kind: Message, native: Sequence[_Cells], added: Sequence[_Cells]) -> None:
        """Write the messages of one table."""
        cells = [*native, *added]
        lengths = {len(cell.data) for cell in cells}
        if len(lengths) > 1:
            raise InvalidInput(
                "messages", f"{kind.name} with columns of {sorted(lengths)}", "of one length"
            )
        if not any(lengths):
            return
        local = self._local(_definition_content(kind.number, native, added), developer=bool(added))
        # A structured array lays out all records at once, with the header byte first.
        record = [
            ("header", np.uint8),
            *((f"f{at}", cell.data.dtype, cell.data.shape[1:]) for at, cell in enumerate(cells)),
        ]
        rows = np.empty(lengths.pop(), record)
        rows["header"] = local
        for at, cell in enumerate(cells):
            rows[f"f{at}"] = cell.data
        self.chunks.append(rows.tobytes())

    def _local(self, content: bytes, *, developer: bool) -> int:
        """Return the local type of a definition, after writing it if it is not in force."""
        if content in self._locals:
            return self._locals[content]
        local = len(self._locals)
        if local == _LOCALS:
            local = self._locals.pop(next(iter(self._locals)))
        self._locals[content] = local
        self.chunks.append(bytes([_DEFINITION | _DEVELOPER * developer | local]) + content)
        return local


def _definition_content(number: int, native: Sequence[_Cells], added: Sequence[_Cells]) -> bytes:
    """Return a definition without its header byte: reserved, little endian, message, fields."""
    parts = [b"\0\0", number.to_bytes(2, "little")]
    for fields in (native, added) if added else (native,):
        parts.append(bytes([len(fields)]))
        parts += [bytes([cell.number, cell.size, cell.code]) for cell in fields]
    return b"".join(parts)


def _frame(records: bytes) -> bytes:
    """Return a whole file: header, records, checksum."""
    header = b"".join(
        (
            bytes([14, _PROTOCOL]),
            _PROFILE.to_bytes(2, "little"),
            len(records).to_bytes(4, "little"),
            b".FIT",
        )
    )
    whole = header + crc16(header).to_bytes(2, "little") + records
    return whole + crc16(whole).to_bytes(2, "little")

"""The three structures of the Arrow C data interface, and the capsule that carries a stream.

Their layout is a public, stable ABI (https://arrow.apache.org/docs/format/CDataInterface.html).
The consumer may move a structure and must release it exactly once through its own callback.
A NULL callback marks a structure as released or moved.
"""

import ctypes

__all__ = [
    "LAST_ERROR",
    "NEXT",
    "RELEASE_ARRAY",
    "RELEASE_SCHEMA",
    "RELEASE_STREAM",
    "SCHEMA",
    "ArrowArray",
    "ArrowArrayStream",
    "ArrowSchema",
    "capsule_of",
    "stream_in",
]


class ArrowSchema(ctypes.Structure):
    """The type and name of a column, or of a record with its columns as children."""


class ArrowArray(ctypes.Structure):
    """The buffers of a column, or of a record with its columns as children."""


class ArrowArrayStream(ctypes.Structure):
    """Batches of one schema."""


RELEASE_SCHEMA = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowSchema))
RELEASE_ARRAY = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArray))
RELEASE_STREAM = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArrayStream))
SCHEMA = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowSchema)
)
NEXT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowArray))
LAST_ERROR = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(ArrowArrayStream))

ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowSchema))),
    ("dictionary", ctypes.POINTER(ArrowSchema)),
    ("release", RELEASE_SCHEMA),
    ("private_data", ctypes.c_void_p),
]
ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))),
    ("dictionary", ctypes.POINTER(ArrowArray)),
    ("release", RELEASE_ARRAY),
    ("private_data", ctypes.c_void_p),
]
ArrowArrayStream._fields_ = [
    ("get_schema", SCHEMA),
    ("get_next", NEXT),
    ("get_last_error", LAST_ERROR),
    ("release", RELEASE_STREAM),
    ("private_data", ctypes.c_void_p),
]

_NAME = ctypes.c_char_p(b"arrow_array_stream")
_DESTRUCTOR = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)

# Private prototypes: those of ctypes.pythonapi are shared with every other package.
_capsule_new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, _DESTRUCTOR)(
    ("PyCapsule_New", ctypes.pythonapi)
)
_pointer_in = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)
_pointer_at = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)

_in_capsules: dict[int, ArrowArrayStream] = {}


def capsule_of(stream: ArrowArrayStream) -> object:
    """Wrap a stream in a capsule that releases it if no consumer takes it."""
    address = ctypes.addressof(stream)
    _in_capsules[address] = stream
    capsule: object = _capsule_new(address, _NAME, _destroy)
    return capsule


def stream_in(capsule: object) -> ArrowArrayStream:
    """Return the stream in a capsule, without moving it.

    Raises
    ------
    ValueError
        The object is not a capsule of an Arrow stream.
    """
    return ArrowArrayStream.from_address(_pointer_in(capsule, _NAME))


def _on_destroy(capsule: int) -> None:
    stream = _in_capsules.pop(_pointer_at(capsule, _NAME))
    if stream.release:
        stream.release(ctypes.byref(stream))


_destroy = _DESTRUCTOR(_on_destroy)

# A capsule may outlive this module at interpreter shutdown, so its destructor is immortal.
ctypes.pythonapi.Py_IncRef(ctypes.py_object(_destroy))

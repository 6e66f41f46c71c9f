"""Bodies of requests: JSON, forms and files; and the compressed bodies of answers."""

import base64
import json
import uuid
import zlib
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from trainkit.errors import BackendError, InvalidInput

__all__ = ["Content", "Form", "Inflater", "Upload", "basic_auth", "encode_body", "parse_json"]

_GZIP = 16 + zlib.MAX_WBITS


class Form(NamedTuple):
    """A body of names and values, as a form of a web page sends it.

    Parameters
    ----------
    fields : mapping of str to str
        Names and values.
    """

    fields: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Form({', '.join(self.fields)})"  # values may be secret


class Upload(NamedTuple):
    """A body with a file, in several parts.

    Parameters
    ----------
    name : str
        The name of the file.
    content : bytes
        What is in it.
    field : str
        The name of the part that carries it.
    """

    name: str
    content: bytes
    field: str = "file"


class Content(NamedTuple):
    """An encoded body and its media type; both None where there is no body."""

    data: bytes | None
    media_type: str | None


def basic_auth(user: str, password: str) -> dict[str, str]:
    """Build the header of HTTP Basic authentication.

    Parameters
    ----------
    user, password : str
        The user's name, without a colon, and the password.

    Returns
    -------
    dict
        The header.

    Examples
    --------
    >>> basic_auth("API_KEY", "k1")
    {'authorization': 'Basic QVBJX0tFWTprMQ=='}
    """
    if ":" in user:
        raise InvalidInput("user", "(kept secret)", "a name without a colon")
    token = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
    return {"authorization": f"Basic {token}"}


def encode_body(body: object) -> Content:
    """Encode a body: a form, a file, or anything that JSON can hold; an error repeats none of it.

    Parameters
    ----------
    body : Form, Upload or object
        The body; None for none.

    Returns
    -------
    Content
        The encoded body.
    """
    if body is None:
        return Content(None, None)
    if isinstance(body, Form):
        return Content(urlencode(body.fields).encode(), "application/x-www-form-urlencoded")
    if isinstance(body, Upload):
        return _encode_upload(body)
    try:
        return Content(json.dumps(body).encode(), "application/json")
    except (TypeError, ValueError, RecursionError) as error:
        allowed = f"a value that JSON can hold: {type(error).__name__}"
        raise InvalidInput("body", "(not shown)", allowed) from None


def _encode_upload(upload: Upload) -> Content:
    boundary = uuid.uuid4().hex
    for name in (upload.name, upload.field):
        if not name.isprintable() or '"' in name or "\\" in name:
            raise InvalidInput("name", name, "printable characters without quotation marks")
    head = (
        f"--{boundary}\r\n"
        f'content-disposition: form-data; name="{upload.field}"; filename="{upload.name}"\r\n'
        "content-type: application/octet-stream\r\n\r\n"
    )
    data = head.encode() + upload.content + f"\r\n--{boundary}--\r\n".encode()
    return Content(data, f"multipart/form-data; boundary={boundary}")


class Inflater:
    """Decompress an answer part by part, never more than a limit.

    Parameters
    ----------
    coding : str
        The answer's ``Content-Encoding``: ``"gzip"``, ``"identity"``, or none of these.
    """

    def __init__(self, coding: str) -> None:
        coding = coding.strip().lower()
        self.known = coding in {"gzip", "identity", ""}
        """Whether the coding can be read."""
        self._stream = zlib.decompressobj(_GZIP) if coding == "gzip" else None

    def read(self, part: bytes, most: int) -> bytes:
        """Decompress a part to at most one byte over `most`; `ValueError` for damaged data."""
        if self._stream is None:
            return part
        try:
            data = self._stream.decompress(part, most + 1)
            while self._stream.eof and self._stream.unused_data and len(data) <= most:
                rest = self._stream.unused_data  # files of several members are valid
                self._stream = zlib.decompressobj(_GZIP)
                data += self._stream.decompress(rest, most + 1 - len(data))
        except zlib.error as error:
            raise ValueError(str(error)) from None
        return data

    def is_whole(self) -> bool:
        """Return whether the compressed data has come to its end."""
        return self._stream is None or self._stream.eof


def parse_json(backend: str, what: str, body: bytes) -> object:
    """Parse the body of an answer.

    Parameters
    ----------
    backend : str
        The backend's name, for errors.
    what : str
        What was asked for.
    body : bytes
        The body.

    Returns
    -------
    object
        What it holds.

    Raises
    ------
    BackendError
        It is not JSON, but a web page for example.
    """
    try:
        parsed: object = json.loads(body)
    except (ValueError, RecursionError):
        page = " but a web page: the address is wrong, or this network wants a login of its own"
        message = f"{what}: the response is not JSON" + page * body.lstrip().startswith(b"<")
        raise BackendError(backend, message) from None
    return parsed

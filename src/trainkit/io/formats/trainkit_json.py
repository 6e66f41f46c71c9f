"""A whole history as JSON: exact, and readable anywhere."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from trainkit.errors import InvalidInput
from trainkit.io.authoring import decode_head, read_json_tree
from trainkit.io.formats.salvage import salvage_history
from trainkit.models.history import History
from trainkit.ports.format import Contents, FileContext

__all__ = ["TrainkitJsonFormat", "write_json"]

_ACTIVITY = b'"sport":'
_FIRST = '"activities"'
_BEGINNING = re.compile(rf"\{{\s*{_FIRST}\s*:\s*\[")
_IN_BYTES = tuple(_FIRST.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class TrainkitJsonFormat:
    """Reads what `write_json` writes."""

    name = "trainkit-json"

    def matches(self, head: bytes, _path: str, /) -> bool:
        """Recognise the first field of a history."""
        # Decoding takes longer than a look for the bytes, and most files are others.
        if not any(name in head for name in _IN_BYTES):
            return False
        return _BEGINNING.match(decode_head(head)) is not None

    def read(self, file: BinaryIO, context: FileContext, /) -> Iterator[Contents]:
        """Yield the history; its records keep their own provenance."""
        data = file.read()
        if data.count(_ACTIVITY) > context.most_records:
            message = "a history of far more activities than real data of its size: left out"
            yield Contents(problems=(context.error(message),))
            return
        try:
            yield Contents(histories=(History.model_validate_json(data),))
        except InvalidInput as error:
            tree = read_json_tree(data, context)
            if isinstance(tree, dict):
                yield Contents(histories=(salvage_history(tree, context),))
            else:
                yield Contents(problems=(context.error(f"a history with a wrong field: {error}"),))


def write_json(history: History) -> bytes:
    """Write a history as JSON, which `trainkit.read` reads back exactly.

    Parameters
    ----------
    history : History
        The history.

    Returns
    -------
    bytes
        UTF-8.
    """
    return history.model_dump_json().encode()

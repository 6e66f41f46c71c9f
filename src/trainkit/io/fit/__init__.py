"""FIT files as columns: a decoder that loses nothing of a damaged file, and an encoder.

Examples
--------
>>> data = encode([("file_id", {"type": "activity"}), ("record", {"speed": [2.5, None]})])
>>> decode(data).parts[0].messages("record").numbers("enhanced_speed")
array([2.5, nan])
"""

from trainkit.io.fit._column import Column
from trainkit.io.fit._damage import Damage
from trainkit.io.fit._decode import FitFile, FitPart, decode
from trainkit.io.fit._encode import DeveloperField, encode
from trainkit.io.fit._profile import Reading, readings
from trainkit.io.fit._table import Table
from trainkit.io.fit._values import Values

__all__ = [
    "Column",
    "Damage",
    "DeveloperField",
    "FitFile",
    "FitPart",
    "Reading",
    "Table",
    "Values",
    "decode",
    "encode",
    "readings",
]

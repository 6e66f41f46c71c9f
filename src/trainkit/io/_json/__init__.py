"""JSON of web APIs and exports."""

from trainkit.io._json._file import read_json

__all__ = ["read_json"]

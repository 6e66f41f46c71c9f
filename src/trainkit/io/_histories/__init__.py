"""A whole history in one file."""

from trainkit.io._histories._json import read_history, write_json
from trainkit.io._histories._parquet import read_parquet, write_parquet

__all__ = ["read_history", "read_parquet", "write_json", "write_parquet"]

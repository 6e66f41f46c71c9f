"""CSV of any making: known exports, our own names, or a mapping."""

from trainkit.io._tables._table import read_mapped, read_table

__all__ = ["read_mapped", "read_table"]

"""Stored records of an athlete: what every host keeps, and reads back as models."""

from trainkit.records._records import Rows, Shelves, fingerprint, oldest

__all__ = ["Rows", "Shelves", "fingerprint", "oldest"]

"""The composition root: any subset of adapters, combined for one athlete."""

from trainkit.kit._kit import Kit
from trainkit.records import SourceSync, SyncReport

__all__ = ["Kit", "SourceSync", "SyncReport"]

"""The composition root: any subset of adapters, joined for one athlete."""

from trainkit.kit._kit import Kit
from trainkit.kit._sync import SourceSync, Synced

__all__ = ["Kit", "SourceSync", "Synced"]

"""Cache computed answers as JSON or bytes, never pickle."""

from trainkit.cache._cache import TTL_S, Cache, Cached, CacheKind, CacheStore

__all__ = ["TTL_S", "Cache", "CacheKind", "CacheStore", "Cached"]

"""Apple Health's export."""

from trainkit.io.formats.apple_health.reader import AppleHealthFormat

__all__ = ["AppleHealthFormat"]

"""Team mode: several accounts in one host, each with a Kit of its own."""

from trainkit.host._team.club import Club

__all__ = ["Club"]

"""The weekly program: sessions that keep the rules, and words that agree with them."""

from trainkit.coach._week.program import week

__all__ = ["week"]

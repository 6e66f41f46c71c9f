"""Numbered facts about an athlete, and everything that talks about them."""

from trainkit.coach._fact_sheet import Facts

__all__ = ["Facts"]

"""What an answer claims about an athlete, and which of his facts bear it out."""

from trainkit.coach._guarding.claim import Claim, Verdict
from trainkit.coach._guarding.context import Scene
from trainkit.coach._guarding.days import judge_days
from trainkit.coach._guarding.directions import judge_directions
from trainkit.coach._guarding.known import know
from trainkit.coach._guarding.numbers import Finding, judge_numbers
from trainkit.coach._guarding.races import judge_races

__all__ = [
    "Claim",
    "Finding",
    "Scene",
    "Verdict",
    "judge_days",
    "judge_directions",
    "judge_numbers",
    "judge_races",
    "know",
]

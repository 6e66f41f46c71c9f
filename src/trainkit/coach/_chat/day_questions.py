"""Questions about days to come, and about days with little time."""

__all__ = ["LITTLE_TIME", "MORNING_DECIDES", "PROGRAM", "TOMORROW"]

MORNING_DECIDES = (
    "Tomorrow is decided in the morning, from the night, from how you feel and from what you do "
    "today: ask again then."
)
"""What is true of any morning to come."""

TOMORROW = (
    r"^(?!.*\b(?:rac(?:e|ing)|compete|parkrun)\b).*"
    r"\b(?:what|should|can|may|could|is|how (?:long|hard|far))\b.*\btomorrow\b"
)
"""A question about what to do tomorrow, but for races."""

LITTLE_TIME = (
    r"\b(?:only|just) (?:have|got|have got|'ve got) .*\b(?:min(?:ute)?s?|hours?|time)\b"
    r"|\bshort of time\b"
)
"""Less time than usual."""

PROGRAM = (
    r"\b(?:weekly|week.?s) (?:training )?(?:program(?:me)?|plan|schedule)\b"
    r"|\bprogram(?:me)? (?:for|of) (?:the|this|next|my) week\b"
)
"""The program of a week."""

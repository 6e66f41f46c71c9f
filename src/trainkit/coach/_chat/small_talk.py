"""Greetings, thanks and a call for help, as people write them between questions."""

import re

from trainkit.coach._chat.spoken import Notes, join
from trainkit.coach._chat.today_words import say_warnings

__all__ = ["SMALL_TALK", "say_small_talk"]

_END = (
    r"(?:,? (?:there|coach|again|all|everyone|so much|very much|a lot|you|later|soon|tomorrow"
    r"|for (?:that|this|now|the \w+)))*\W*$"
)
_HELLO = rf"^(?:hi|hiya|hello|hey|howdy|yo|good (?:morning|day|afternoon|evening)|morning){_END}"
_THANKS = (
    r"^(?:ok(?:ay)?,? |great,? |perfect,? |cool,? |many )?"
    rf"(?:thanks?|thank you|thx|cheers|ta|much appreciated|appreciated){_END}"
)
_BYE = rf"^(?:bye|goodbye|bye bye|see you|see ya|good night|later|ciao){_END}"
_AGREES = r"^(?:ok(?:ay)?|great|perfect|cool|nice|good|fine|got it|understood|alright|sure)\W*$"
_HELP = (
    r"^(?:please )?help(?: me)?\W*$|\bwhat (?:can|do) (?:you|i) (?:do|know|answer|ask)\b"
    r"|\bwhat (?:can|could) i ask\b|\bwho are you\b|\bhow do(?:es)? (?:you|this|it) work\b"
)
SMALL_TALK = "|".join((_HELLO, _THANKS, _BYE, _AGREES, _HELP))
"""A message that asks nothing of the records."""


def say_small_talk(notes: Notes, text: str) -> str:
    """Answer in kind; a greeting hears how the day stands."""
    if re.search(_HELP, text):
        return _WHAT_I_DO
    if re.search(_THANKS, text):
        return "You are welcome."
    if re.search(_BYE, text):
        return "Goodbye, and have a good session."
    if re.search(_AGREES, text):
        return "Good. Ask whenever you want to know more."
    score = notes.say("recovery: score", "Your recovery is ")
    colour = notes.say("recovery: colour", ", ")
    session = notes.words("today: session")
    amount = notes.say("today: duration", ", ")
    today = f"Today: {session.lower()}{amount}." if session else ""
    return join("Hello.", f"{score}{colour}." if score else "", today, say_warnings(notes), _ASK)


_ASK = "What would you like to know?"
_WHAT_I_DO = (
    "I answer from your own records, each number with its mark: how recovered you are and what to "
    "do today, how a week or a month was, sums, means and bests, your plan, races, paces and "
    'patterns, and what a skipped session does. Ask for example "What should I do today?", '
    '"Compare June with May", "When was my last rest day?" or "What was my fastest 10K?".'
)

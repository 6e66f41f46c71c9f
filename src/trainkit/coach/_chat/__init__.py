"""The conversation: every number is traced to a fact, or not shown."""

from trainkit._warning_signs import careful_answer
from trainkit.coach._chat.amounts import AMOUNT_QUESTIONS
from trainkit.coach._chat.rules import KNOWN_QUESTIONS
from trainkit.coach._chat.talk import REFUSAL, Talk, check_message, suggest_questions

__all__ = [
    "AMOUNT_QUESTIONS",
    "KNOWN_QUESTIONS",
    "REFUSAL",
    "Talk",
    "careful_answer",
    "check_message",
    "suggest_questions",
]

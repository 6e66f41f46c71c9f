"""What a voice in the ear must not say, whoever wrote it."""

import re

__all__ = ["find_unsafe"]

_RULES: tuple[tuple[str, str], ...] = (
    (
        "pushes through pain or illness",
        r"\b(?:through|ignore|forget|despite|embrace|love)\b[^.!?]{0,30}"
        r"\b(?:pain|injur\w+|sick\w*|ill(?:ness)?|fever|dizz\w+|hurts?|nausea|cramps?)\b"
        r"|\bno pain,? no gain\b|\b(?:until|till) you (?:puke|vomit|drop|collapse|faint|pass out)\b"
        r"|\bpain is (?:just |only )?(?:weakness|temporary|in your)\b",
    ),
    (
        "gives medical advice",
        r"\b(?:ibuprofen|paracetamol|aspirin|painkillers?|diagnos\w+|prescri\w+|dos(?:e|age) of"
        r"|medication|beta.?blockers?|steroids?|epo|doping|diuretics?|laxatives?|caffeine pills?"
        r"|heart attack|arrhythmia)\b",
    ),
    (
        "speaks of the body or of eating less",
        r"\b(?:fat(?:ty|so)?|skinny|chubby|overweight|belly|lose weight|weight loss|burn(?: off)?"
        r" (?:\w+ )?calories|skip (?:a |your )?meals?|don'?t eat|starv\w+|thinner|earn(?:ed)? your"
        r" food)\b",
    ),
    (
        "insults or threatens",
        r"\b(?:idiot|stupid|lazy|pathetic|loser|weakling|wimp|useless|worthless|shame on you"
        r"|disgrace|hate you|shut up|kill\w*|die|dead|suicid\w*|punish\w*)\b",
    ),
    (
        "swears",
        r"\b(?:fuck\w*|shit\w*|damn\w*|bitch\w*|bastard\w*|asshole\w*|arse|crap|hell)\b",
    ),
    (
        "endangers in traffic or weather",
        r"\b(?:close|shut) your eyes\b|\b(?:ignore|run|ride|jump) (?:the |a )?red lights?\b"
        r"|\bhold your breath\b|\bdon'?t (?:stop|drink|breathe)\b|\bno (?:rest|water|helmet)\b"
        r"|\blook at (?:your|the) (?:phone|screen)\b",
    ),
    (
        "promises a result",
        r"\b(?:guarante\w+|you will (?:win|never)|cannot fail|can'?t fail)\b",
    ),
    (
        "is no sentence for an ear",
        r"https?:|www\.|@|[<>{}\[\]|*_#`~^\\]|\b(?:as an ai|language model|system prompt"
        r"|my instructions)\b",
    ),
)
_PATTERNS = tuple((reason, re.compile(words, re.IGNORECASE)) for reason, words in _RULES)
_SPOKEN = re.compile(r"[\w\s.,;:!?'’\"“”()/%°–—-]+")


def find_unsafe(text: str) -> str | None:
    """Return why a text must not be said; None where it may.

    Parameters
    ----------
    text : str
        The text.

    Returns
    -------
    str or None
        The reason, in a few words that follow "it".

    Examples
    --------
    >>> find_unsafe("Ignore the pain and push!")
    'pushes through pain or illness'
    >>> find_unsafe("Easy now, long and relaxed.") is None
    True
    """
    plain = " ".join(text.split())
    if not _SPOKEN.fullmatch(plain):
        return "is no sentence for an ear"
    return next((reason for reason, pattern in _PATTERNS if pattern.search(plain)), None)

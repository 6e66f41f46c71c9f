"""What needs a physician or a friend, not a coach: fixed answers, before any model is asked."""

import re

__all__ = ["careful_answer"]

_NOT_NOW = r"(?:(?:no|never|without|not have|don't have|do not have|didn't have) (?:any )?)"

_RULES: tuple[tuple[str, str], ...] = (
    (
        r"kill(?:ing)? myself|suicid|end(?:ing)? my life|self[- ]?harm"
        r"|hurt(?:ing)? myself on purpose|want to die|don'?t want to live|cut(?:ting)? myself",
        "I am sorry that it is so hard right now. Please talk to somebody today: a person you "
        "trust, a doctor, or the emergency number of your country. In many countries a crisis line "
        "answers at any hour. Training can wait; you matter more.",
    ),
    (
        r"chest (?:pain|tight|pressure)|(?:pain|pressure|tightness) in (?:my|the) chest"
        r"|pain (?:in|down) (?:my|the) left arm",
        "Pain or pressure in the chest has to be looked at by a physician before you train again. "
        "If you have it now, or with shortness of breath, sweating or pain in the arm or jaw, call "
        "the emergency number at once. I will not suggest any training.",
    ),
    (
        r"faint(?:ed|ing)?\b|pass(?:ed|ing)? out|black(?:ed|ing)? out|collaps(?:ed?|ing)"
        r"|lost consciousness|unconscious",
        "Fainting during or after training has to be looked at by a physician before you train "
        "again. If it happened today, do not drive and do not stay alone. I will not suggest any "
        "training until somebody has examined you.",
    ),
    (
        r"palpitation|heart (?:is |was |keeps )?(?:flutter|skip|racing at rest|pounding at rest)"
        r"|irregular (?:heart ?beat|pulse|heart rhythm)|arrhythmi|heart (?:skips|skipped)",
        "A heart that flutters, skips or races at rest has to be checked by a physician before you "
        "train hard again. If it comes with dizziness, chest pain or shortness of breath, call the "
        "emergency number. I will not suggest any training.",
    ),
    (
        r"(?:can ?not|can'?t|could(?: ?not|n'?t)) (?:catch my breath|breathe)"
        r"|short(?:ness)? of breath (?:at rest|lying)|cough(?:ed|ing)? (?:up )?blood"
        r"|blood in (?:my |the )?(?:urine|stool)",
        "That has to be looked at by a physician before you train again. If it is happening now "
        "and does not pass within minutes, call the emergency number. I will not suggest any "
        "training.",
    ),
    (
        r"(?:lost|missed|missing|stopped|no|irregular) (?:my |having )?periods?\b|amenorrh"
        r"|\bred-?s\b|purg(?:e|ing)|throw(?:ing)? up (?:after|my)|vomit(?:ing)? (?:after|my)"
        r"|make myself (?:sick|vomit)|eating disorder|anorex|bulimi|binge(?![- ]?watch)|laxative"
        r"|starv(?:e|ing) myself|afraid to eat|(?:stop|stopped|skip|skipping) eating"
        r"|stress fracture",
        "Signs of too little energy, a missing period, a bone injury or trouble with food should "
        "be talked through with a physician, and with a dietitian who knows athletes. Please do "
        "not train harder or eat less meanwhile. It is common, and it can be treated.",
    ),
    (
        r"swollen|swelling|(?:can ?not|can'?t) (?:put|bear) (?:any )?weight"
        r"|can'?t walk|popp(?:ed|ing) (?:sound|in my)|heard a (?:pop|snap|crack)"
        r"|numb(?:ness)?\b|calf (?:is )?(?:hot|red|swollen)",
        "An injury with swelling, numbness, a pop, or one that you cannot put weight on should be "
        "examined by a physician or a physiotherapist before you train it again. Rest it until "
        "then; what does not hurt may move gently.",
    ),
)
_PATTERNS = tuple((re.compile(words, re.IGNORECASE), answer) for words, answer in _RULES)
_DENIED = re.compile(_NOT_NOW + r"$", re.IGNORECASE)


def careful_answer(message: str) -> str | None:
    """Return a fixed answer to a message that speaks of a medical warning sign.

    Parameters
    ----------
    message : str
        What the athlete writes.

    Returns
    -------
    str or None
        The answer; None where there is no such sign.

    Examples
    --------
    >>> careful_answer("I had chest pain on my run")[:34]
    'Pain or pressure in the chest has '
    >>> careful_answer("How was my week?") is None
    True
    """
    for pattern, answer in _PATTERNS:
        for found in pattern.finditer(message):
            if not _DENIED.search(message[: found.start()]):
                return answer
    return None

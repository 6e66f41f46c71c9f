"""What needs a physician or a friend, not a coach: fixed answers, before any model is asked."""

import re

__all__ = ["careful_answer"]

_NOT_NOW = r"(?:(?:no|never|without|not have|don't have|do not have|didn't have) (?:any )?)"

_ACHE = r"(?:pains?|aches?|pressure|tight(?:ness)?|squeez\w+|burning|stabbing|crushing|heaviness)"
_LIMB = (
    r"\b(?:ankle|knee|foot|feet|toe|leg|calf|shin|hip|thigh|hamstring|achilles|wrist|arm|hand"
    r"|finger|elbow|shoulder|joint)s?\b"
)
_RULES: tuple[tuple[str, str], ...] = (
    (
        r"kill(?:ing)? myself|suicid|end(?:ing)? (?:my life|it all)|self[- ]?harm"
        r"|(?:hurt|harm)(?:ing)? myself (?:on purpose|again)|want to die\b(?! of)"
        r"|(?:don'?t|do not|no longer) want to (?:live|be here|be alive|wake up)"
        r"|cut(?:ting)? myself\b(?! (?:some|off|short|shaving))|better off (?:without me|dead)"
        r"|(?:no|not (?:any|much)) (?:point|reason|sense) (?:in|to|of) (?:living|live|life"
        r"|go on|going on)"
        r"|(?:life|living) (?:is not|isn'?t) worth|can'?t go on (?:like this|any ?more|living)",
        "I am sorry that it is so hard right now. Please talk to somebody today: a person you "
        "trust, a doctor, or the emergency number of your country. In many countries a crisis line "
        "answers at any hour. Training can wait; you matter more.",
    ),
    (
        r"chest (?:pain|(?:felt|feels|is|was|got|gets) (?:\w+ )?(?:tight|heavy|painful)"
        r"|tight|pressure)"
        r"|chest (?:hurts?|aches?|is hurting|was hurting|burns)"
        rf"|{_ACHE}\b[^.!?]{{0,25}}\b(?:in|on|behind|across|around) (?:my|the) "
        r"(?:chest|breast ?bone|sternum|heart)"
        r"|(?:sitting|weight|elephant|stone|brick|band) (?:on|around|across) (?:my|the) chest"
        r"|left arm (?:\w+ ){0,2}(?:numb|hurts?|pain|ach|tingl|heavy)"
        rf"|{_ACHE}\b[^.!?]{{0,15}}\b(?:in|down) (?:my|the) (?:left arm|jaw)"
        r"|jaw (?:hurt|ach|pain)",
        "Pain or pressure in the chest has to be looked at by a physician before you train again. "
        "If you have it now, or with shortness of breath, sweating or pain in the arm or jaw, call "
        "the emergency number at once. I will not suggest any training.",
    ),
    (
        r"\bfaint(?:ed|ing)?\b(?! (?:hope|idea|line|signal))"
        r"|\bpass(?:ed|ing|es)? out\b(?! of\b)(?! the\b)"
        r"|black(?:ed|s|ing)? out|(?:turned|went|goes|got|everything|all) black\b"
        r"|collaps(?:ed?|ing)\b(?! (?:on|onto|into) (?:the |my |a )?(?:sofa|bed|couch|chair|grass))"
        r"|(?:lost|losing|lose) consciousness|unconscious|\bdizz(?:y|iness)\b",
        "Fainting during or after training has to be looked at by a physician before you train "
        "again. If it happened today, do not drive and do not stay alone. I will not suggest any "
        "training until somebody has examined you.",
    ),
    (
        r"palpitation|arrhythmi|\b(?:atrial )?fibrillation|\ba-?fib\b"
        r"|(?:heart|pulse)(?: ?beat)? (?:\w+ ){0,4}(?:flutter|skip(?:s|ped|ping)?\b"
        r"|irregular|erratic"
        r"|out of rhythm|stops? and starts?|jump)"
        r"|(?:heart|pulse) (?:\w+ ){0,3}(?:rac(?:e[sd]?|ing)|pound(?:s|ed|ing)?|goes crazy|crazy)"
        r"[^.!?]{0,30}\b(?:at rest|lying|lay|lie|sofa|couch|bed|sitting|sit|no reason|asleep)"
        r"|irregular (?:heart ?beat|pulse|heart rhythm)|missed beats|extra beats",
        "A heart that flutters, skips or races at rest has to be checked by a physician before you "
        "train hard again. If it comes with dizziness, chest pain or shortness of breath, call the "
        "emergency number. I will not suggest any training.",
    ),
    (
        r"(?:can ?not|can'?t|could(?: ?not|n'?t)) (?:catch my breath|breathe)"
        r"|(?:short(?:ness)?|out) of breath (?:at rest|lying|even|when (?:I )?(?:sit|lie))"
        r"|cough(?:ed|ing|s)? (?:up )?(?:some |a little |a bit of )?blood"
        r"|blood(?:y)? (?:in|from) (?:my |the )?(?:urine|stool|pee|poo|phlegm|spit)"
        r"|(?:urine|pee) (?:is |was |looks? |looked )?(?:\w+ )?(?:brown|red|dark brown|like cola)"
        r"|(?:bloody|brown|cola|tea)[- ]?(?:colou?red)? (?:urine|pee)",
        "That has to be looked at by a physician before you train again. If it is happening now "
        "and does not pass within minutes, call the emergency number. I will not suggest any "
        "training.",
    ),
    (
        r"(?:lost|missed|missing|stopped) (?:my |having "
        r"|getting )?(?:my )?periods?\b(?! of)|amenorrh"
        r"|(?:no|irregular|without(?: a)?) periods?\b(?! of| in | training)"
        r"|(?:not|haven'?t|hasn'?t|didn'?t) (?:had|have|get|gotten|got|come)(?: had)? (?:my"
        r"|a) periods?\b(?! of)"
        r"|\bperiods? (?:\w+ )?(?:stopped|is gone|are gone|disappeared|went away|never came"
        r"|stays? away)"
        r"|\bred-?s\b|purg(?:e|ing)|throw(?:ing)? up (?:after|my)|vomit(?:ing)? (?:after|my)"
        r"|mak(?:e|ing) myself (?:sick|vomit|throw up)|eating disorder|anorex|bulimi"
        r"|\bbing(?:e|ed|eing|ing)\b(?![- ]?watch)|laxative|starv(?:e|ing) myself"
        r"|(?:afraid|scared|terrified|frightened) (?:to eat|of (?:eating|food|carbs|meals|gaining))"
        r"|guilty (?:\w+ )?(?:after|about|for|when)[^.!?]{0,15}\b(?:eat|meal|food|carbs)"
        r"|(?:stop|stopped|skip|skipping|hardly|barely) eating|how (?:few"
        r"|little) (?:calories )?can I eat"
        r"|(?:skinny|thin|lean|light) at (?:any|all) (?:price|costs?)"
        r"|stress fracture",
        "Signs of too little energy, a missing period, a bone injury or trouble with food should "
        "be talked through with a physician, and with a dietitian who knows athletes. Please do "
        "not train harder or eat less meanwhile. It is common, and it can be treated.",
    ),
    (
        rf"{_LIMB}(?: \w+){{0,4}} (?:swollen|swelling|swelled|blown up|puffy|numb|bruised)"
        r"|(?:swollen|swelling (?:in|on|of|around)|numb(?:ness)?(?: in| of)?"
        r"|bruised) (?:my |the |a )?"
        rf"(?:\w+ )?{_LIMB}"
        r"|(?:can ?not|can'?t|couldn'?t|unable to) (?:put|bear) (?:any )?weight"
        r"|can'?t walk\b|popp(?:ed|ing) (?:sound|in my)|(?:heard|felt) a (?:loud )?(?:pop"
        r"|snap|crack)"
        rf"|{_LIMB} (?:is |was |feels )?(?:hot|red)\b|(?:went|gone|going) numb",
        "An injury with swelling, numbness, a pop, or one that you cannot put weight on should be "
        "examined by a physician or a physiotherapist before you train it again. Rest it until "
        "then; what does not hurt may move gently.",
    ),
    (
        r"(?<!race )(?<!cabin )(?<!spring )(?<!marathon )(?<!hay )\bfever(?:ish)?\b(?! pitch)"
        r"|temperature (?:of|is|was) (?:3[89]|4[01]|10[0-4])|\binfluenza\b|\bthe flu\b|\bcovid\b",
        "Do not train with a fever, the flu or COVID: rest and drink, and see a physician if it is "
        "high or lasts. Write it into your journal, so that the plan steps back and leads you "
        "back in, easily at first. I will not suggest any training until it has gone.",
    ),
)
_PATTERNS = tuple((re.compile(words, re.IGNORECASE), answer) for words, answer in _RULES)
_DENIED = re.compile(_NOT_NOW + r"$", re.IGNORECASE)
# One of these is part of whatever the patterns find: a diary of years is looked through at once.
_PARTS = (
    *("self", "suicid", "life", "it all", "want to", "better off", "live", "living", "go on"),
    *("going on", "worth", "chest", "heart", "breast", "sternum", "arm", "jaw", "faint", "pass"),
    *("black", "collaps", "conscious", "dizz", "palpit", "arrhyth", "fib", "pulse", "beats"),
    *("breath", "blood", "urine", "pee", "period", "amenorr", "red-s", "reds", "purg", "vomit"),
    *("throw", "eat", "anorex", "bulimi", "bing", "laxative", "starv", "afraid", "scared"),
    *("terrified", "frightened", "guilty", "price", "cost", "fracture", "swoll", "swell"),
    *("blown", "puffy", "numb", "bruise", "weight", "walk", "pop", "snap", "crack", " hot"),
    *(" red", "fever", "temperature", "influenza", "flu", "covid"),
)


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
    lowered = message.lower()
    if not any(part in lowered for part in _PARTS):
        return None
    for pattern, answer in _PATTERNS:
        for found in pattern.finditer(message):
            if not _DENIED.search(message[: found.start()]):
                return answer
    return None

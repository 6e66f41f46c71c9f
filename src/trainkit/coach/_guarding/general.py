"""General knowledge and advice, told from claims about the athlete."""

from trainkit.coach._guarding.context import Scene
from trainkit.coach._guarding.mentions import Mention
from trainkit.coach._guarding.tokens import word_set

__all__ = ["is_advice", "is_constant", "is_general", "is_small_talk"]

_GENERAL_WORDS = word_set(
    "approach sensible enough plenty carbohydrate carbohydrates protein typical literature",
    "rare",
    "adults anyone athlete athletes beginners called coaches commonly considered cyclists defined",
    "definition elites everyone evidence experts generally guideline guidelines humans literature",
    "marathoners means men meta often people person principle pros protocol recommended",
    "recommends research rule rules runner runners scientists someone studies study swimmers",
    "textbook theoretically triathletes typically usually women",
)
_OWN_WORDS = {"your", "you", "you're", "you've", "yours", "you'd", "you'll", "my"}
_VERBS = word_set(
    "ask trust enjoy remember listen call tell",
    "add aim allow avoid begin bring build cap check choose consider consume cool cut do drink",
    "ease eat finish float focus follow fuel get give go have hold hydrate if include increase",
    "insert jog keep leave let limit make maybe move perhaps pick plan practice practise",
    "prioritise prioritize put recover reduce repeat replace rest ride run schedule set shorten",
    "skip sleep spend start stay stick stop stretch swap swim tack take target test throw train",
    "try unless use wait walk warm when wind work",
)
# These are nouns as well: only what follows tells a command.
_NOUNS = word_set(
    "build cap cut finish float focus go have increase jog limit plan recover rest ride run",
    "schedule set sleep start stay stop stretch swim target test train use walk work",
)
_AFTER_COMMAND = word_set(
    "a about an around at between by earlier easier easy faster for gently in it later less long",
    "more no only out relaxed slow slower slowly steady that the them these this to today",
    "tomorrow until up with your",
)
# These bind only within their clause: "which would add about 126 points".
_WEAK_MODALS = {"would", "you'd", "can", "want", "think", "could", "might", "i'd"}
_OPENERS = word_set(
    "( * , - : ; and but or so then – — •",
)
_MODALS = word_set(
    "don't needn't won't doesn't shouldn't think worry",
    "advise aim allow alternative alternatively can consider cooldown could i'd i'll ideally if",
    "instead jog let let's might must once option optional optionally ought propose recommend",
    "recoveries shall should suggest try unless want warmup we'd we'll would you'd you'll",
)
_PAST = word_set(
    "averaged came climbed completed covered did finished had last logged raced ran rode slept",
    "took was were yesterday",
)
# Metres of the distances that have a name: a length near a word of a race needs no fact.
_RACE_NUMBERS = {42.2, 42.195, 26.2, 21.1, 21.0975, 13.1}
_CONSTANTS = (42195.0, 21097.5, 10000.0, 5000.0, 1609.344, 3219.0, 160934.0, 50000.0, 100000.0)
_ORDINARY = word_set(
    "another big day days easy glass glasses good hard hour hours key main minute minutes more of",
    "option options or other part parts point points question questions quick reason reasons",
    "rounds session sessions set sets simple small step steps thing things time times way ways",
    "week weeks",
)

# "Easy, 30 min." tells what to do as well.
_MANNERS = {"easy", "hard", "steady", "gentle", "relaxed", "optional", "tomorrow"}


def is_general(scene: Scene, mention: Mention) -> bool:
    """Whether a number is said of people at large: "adults need 7 to 9 hours"."""
    if _is_split(scene, mention) or _is_of_food(scene, mention):
        return True
    first, last = scene.bounds(scene.sentence(mention.first))
    words = set(scene.words(first, last))
    if not words & _GENERAL_WORDS:
        return False
    start, end = scene.clause(mention)
    clause = set(scene.words(start, end))
    if (words & _OWN_WORDS and not clause & _GENERAL_WORDS) or mention.unit.dim == "mass":
        return False
    habits = set() if mention.kind == "range" else {"usually", "often", "means", "enough"}
    return not clause & _OWN_WORDS or bool(clause & _GENERAL_WORDS - habits)


def _is_of_food(scene: Scene, mention: Mention) -> bool:
    """Whether a number is of grams, millilitres or degrees, of which no fact speaks."""
    dims = {"food", "drink", "temperature", "kcal"}
    return mention.unit.dim in dims and not scene.known.by_dim.get(mention.unit.dim)


def _is_split(scene: Scene, mention: Mention) -> bool:
    """Whether a number is part of "80/20" or "7/28": the name of a rule or a definition."""
    tokens, last = scene.tokens, mention.last
    if mention.kind != "number" or not float(mention.value).is_integer():
        return False
    for joint, other in ((last, last + 1), (mention.first - 1, mention.first - 2)):
        if 0 <= other < len(tokens) and tokens[joint].low == "/" and tokens[other].low.isdigit():
            pair = sorted((int(mention.value), int(tokens[other].low)))
            tight = tokens[min(joint, other) + 1].start == tokens[min(joint, other)].end
            if tight and (sum(pair) == 100 or pair == [7, 28]):
                return True
    return False


def is_constant(scene: Scene, mention: Mention) -> bool:
    """Whether a length is the length of a race whose name stands beside it."""
    low, step = mention.readings[0].low, mention.readings[0].step
    if not mention.unit.dim and abs(mention.value) not in _RACE_NUMBERS:
        return False
    if mention.unit.dim not in {"", "length"}:
        return False
    if mention.unit.dim and not any(abs(low - metres) <= step for metres in _CONSTANTS):
        return False
    first, last = scene.clause(mention)
    cues = scene.cues_of(scene.sentence(mention.first))
    named = any(cue.kind == "race" and first <= cue.first < last for cue in cues)
    after = scene.words(mention.last, mention.last + 2)
    return named or bool({"race", "event"} & set(after))


def is_advice(scene: Scene, mention: Mention) -> bool:
    """Whether a number says what to do, not what is: "keep it under 30 minutes"."""
    first, last = scene.bounds(scene.sentence(mention.first))
    words = scene.words(first, last)
    here = mention.first - first
    if _PAST & set(words[max(0, here - 8) : here]):
        return False
    start, end = scene.clause(mention)
    if set(words[:here]) & _MODALS - _WEAK_MODALS or set(scene.words(start, end)) & _MODALS:
        return True
    start = 0
    while start < len(words) and not words[start].isalpha():
        start += 1
    if start < len(words) and words[start] in _MANNERS and mention.unit.dim in {"time", "length"}:
        return not _OWN_WORDS & set(words)
    return any(
        _commands(words, i) for i in range(start, here) if i == start or words[i - 1] in _OPENERS
    )


def _commands(words: list[str], i: int) -> bool:
    """Whether a word is an imperative: "keep", "run easy", but not "run:" or "sleep last night"."""
    if words[i] not in _VERBS:
        return False
    after = words[i + 1] if i + 1 < len(words) else ""
    if after[:1].isdigit() and any(
        word == "and" and later in _VERBS
        for word, later in zip(words[i:], words[i + 1 :], strict=False)
    ):
        return True
    return words[i] not in _NOUNS or after in _AFTER_COMMAND


def is_small_talk(scene: Scene, mention: Mention) -> bool:
    """Whether a small number counts nothing of the field: "two things worry me"."""
    if mention.unit.dim or mention.kind != "number" or abs(mention.value) > 12:
        return False
    written = scene.tokens[mention.first].kind == "word"
    after = scene.words(mention.last, mention.last + 1)
    follows = bool(after) and (after[0].isalpha() and after[0] not in {"of", "out", "and"})
    return ((written or follows) and not (after and after[0] in {"of"})) or bool(
        after and after[0] in _ORDINARY - {"of", "session", "sessions", "times"}
    )

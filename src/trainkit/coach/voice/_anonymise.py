"""Take what tells who somebody is out of a text, or drop the text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from trainkit.coach.voice._personal_kinds import (
    BODY_MASS,
    FORMS,
    HEALTH,
    LIFTING,
    NUMBER_WORD,
    is_harmless_number,
)

__all__ = ["Anonymised", "anonymise"]

_LANGUAGES = ("english", "german", "french", "spanish")
_LONGEST = 5000
_MASK = re.compile(r"\[[a-z -]+\]")
_PIECE = re.compile(r"\[[a-z -]+\]|[^\s\[]*\d[^\s\[]*|[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\d)[^.!?\n]*)*[.!?\n]*")
_ELISION = re.compile(r"^(?:l|d|j|m|n|s|c|t|qu|jusqu|lorsqu|puisqu)['’]", re.IGNORECASE)
_MOST_MASKED = 0.6
_FEWEST_WORDS = 2
_HEADS = (
    *("lauf", "läufe", "läufen", "training", "trainings", "einheit", "einheiten", "tempo", "pause"),
    *("pausen", "strecke", "schuhe", "runde", "runden", "tag", "tage", "minuten", "zone", "rennen"),
    *("wettkampf", "intervalle", "intervallen", "fahrt", "zeit", "gefühl", "muskel", "muskeln"),
)
_ENDINGS = ("'s", "’s", "ing", "ed", "es", "s", "er", "en", "e", "n", "ly", "mente", "ment")
_UNIT_WORDS = frozenset(
    "km m s h min sec sek mins hrs hr kg w bpm kmh mph rpe ftp tss gps pb pr ok xl".split()  # noqa: SIM905
)
# Words before a name or a place that somebody may write in small letters.
_BEFORE = frozenset(
    """
    with w/ in from near at to around through via named called name coach mr mrs ms dr
    mit bei von nach aus um bis durch heiße heiß heißt name trainer frau herr
    avec chez à de du vers depuis près appelle m'appelle appelé madame monsieur
    con en desde hacia hasta por llamo llama llamado señor señora
    """.split()  # noqa: SIM905
)
_BETWEEN = frozenset(
    """
    my his her our the a is friend buddy wife husband son daughter brother sister
    meiner meinem meinen mein meine der dem den die freundin freund frau mann sohn tochter ist
    mon ma mes le la les amie ami femme mari fils fille est
    mi mis el la los las amiga amigo mujer marido hijo hija es
    """.split()  # noqa: SIM905
)


class Anonymised(NamedTuple):
    """A text without personal data.

    Parameters
    ----------
    text : str
        The text with ``[name]``, ``[place]``, ``[e-mail]`` and the like; empty if it was dropped.
    kept : bool
        False where the text was dropped: too little is left of it, or it cannot be trusted.
    kinds : tuple of str
        What was taken out, each kind once.
    """

    text: str
    kept: bool
    kinds: tuple[str, ...] = ()


def anonymise(text: str) -> Anonymised:
    """Take personal data out of a text in English, German, French or Spanish, or drop the text.

    What has a form of its own goes first: e-mails, links, handles, phone numbers, addresses, ids,
    positions and dates. In a sentence about heart rate, sleep, weight or age, every number goes.
    Then every word goes that is not a common one in texts about training, so that names and places
    need not be known.

    Parameters
    ----------
    text : str
        What somebody wrote.

    Returns
    -------
    Anonymised
        The rest, or nothing.

    Examples
    --------
    >>> anonymise("Easy run with Anna in Leipzig, 10 km in 52:30.").text
    'Easy run with [name] in [place], 10 km in 52:30.'
    >>> anonymise("My heart rate was 152, call me on +49 170 1234567.").text
    'My [health] rate was [health], call me on [phone].'
    """
    plain = _flatten(text)
    if not plain or len(plain) > _LONGEST or not _is_latin(plain):
        return Anonymised("", kept=False)
    kinds: dict[str, None] = {}
    for kind, pattern in FORMS:
        plain, count = pattern.subn(f" [{kind}] ", plain)
        kinds |= {kind: None} if count else {}
    plain = "".join(_mask_health(part) for part in _SENTENCE.findall(plain))
    plain = _mask_words(plain)
    plain = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(plain.split()))
    found = tuple(dict.fromkeys([*kinds, *(mask[1:-1] for mask in _MASK.findall(plain))]))
    if not _is_worth_keeping(plain) or any(p.search(_MASK.sub(" ", plain)) for _, p in FORMS):
        return Anonymised("", kept=False, kinds=found)
    return Anonymised(plain, kept=True, kinds=found)


def _flatten(text: str) -> str:
    """Return a text in one normal form, without marks that nobody sees."""
    normal = unicodedata.normalize("NFKC", text[: _LONGEST + 1])
    seen = (letter for letter in normal if unicodedata.category(letter) not in {"Cf", "Co", "Cn"})
    return "".join(
        " " if unicodedata.category(letter) == "Cc" and letter != "\n" else letter
        for letter in seen
    )


def _is_latin(text: str) -> bool:
    """Return whether all letters are Latin: names in other letters would not be seen."""
    return all(
        unicodedata.name(letter, "").startswith(("LATIN", "FEMININE", "MASCULINE", "MICRO"))
        for letter in text
        if letter.isalpha()
    )


def _mask_health(sentence: str) -> str:
    """Take numbers out of a sentence about the body, and the words that make it one."""
    if not LIFTING.search(sentence):
        sentence = BODY_MASS.sub("[health]", sentence)
    if not HEALTH.search(sentence):
        return sentence
    without = re.sub(r"(?<![\w\[])\d[\w:.,/%°]*\d\w*|(?<![\w\[])\d\w*%?", "[health]", sentence)
    return HEALTH.sub("[health]", NUMBER_WORD.sub("[health]", without))


def _mask_words(text: str) -> str:
    """Take names, places and strange numbers out of a text."""
    pieces = list(_PIECE.finditer(text))
    if not pieces:
        return text
    words = [piece[0] for piece in pieces]
    masks = [
        _judge(words, at) or _judge_capital(words, at, text, pieces) for at in range(len(words))
    ]
    for at in range(len(words) - 1, 0, -1):
        if masks[at] in {"[name]", "[place]", "[word]"} and words[at - 1].lower() in _PREFIXES:
            masks[at - 1] = masks[at]
    parts: list[str] = []
    end = 0
    near = [text[a.end() : b.start()].isspace() for a, b in pairwise(pieces)]
    for piece, mask in zip(pieces, _spread(words, masks, [False, *near]), strict=True):
        parts += [text[end : piece.start()], mask or piece[0]]
        end = piece.end()
    return "".join([*parts, text[end:]])


def _spread(words: list[str], masks: list[str], near: list[bool]) -> Iterator[str]:
    """Yield masks; a surname, or a number, that follows a name belongs to it."""
    before = ""
    for word, own, is_near in zip(words, masks, near, strict=True):
        mask, low = own, word.lower()
        if not own and is_near:
            if before == "[name]" and (low in _SURNAMES or not _is_known(word)):
                mask = "[name]"
            elif before in {"[name]", "[place]"} and word[:1].isdigit():
                mask = "[number]"
        before = mask
        yield mask


# Words of training that are surnames after a first name.
_SURNAMES = frozenset(
    """
    berg bach wald stein winter sommer lang lange kurz klein groß gross schnell hart stark wolf
    lake hill park field young long short black white green wood brown stone rivers king frost
    petit grand blanc bois roche campos ríos campo bueno rojo blanco leal
    """.split()  # noqa: SIM905
)


# Words before the rest of a place's name.
_PREFIXES = frozenset("bad san santa saint sainte sankt st new puerto port fort mont villa".split())  # noqa: SIM905
# First names that are words, and what follows them where they are words at the start of a sentence.
_WORD_NAMES = frozenset(
    """
    will mark rose grace hope faith joy may june summer dawn jack bill pat sue drew chase hunter
    grant miles dean gene art frank skip rich wade cliff heath brook dale glen ray penny ruby amber
    iris ivy lily daisy holly jade olive pearl max chip luz sol mar paz pilar flor fleur blanche
    """.split()  # noqa: SIM905
)
_AFTER_WORDS = frozenset(
    "i we you he she it they the a an to do be my not for this that is".split()  # noqa: SIM905
)


def _judge_capital(words: list[str], at: int, text: str, pieces: list[re.Match[str]]) -> str:
    """Return the mask of a known word that is written as a name is."""
    word = words[at]
    if not word[:1].isupper() or word.isupper() or not word.isalpha():
        return ""
    before = text[: pieces[at].start()].rstrip(" \"'“”«»(¿¡")
    is_first = not before or before[-1] in ".!?:;\n]-–—•*" or at == 0
    low = word.lower()
    if low in _WORD_NAMES:
        after = words[at + 1].lower() if at + 1 < len(words) else ""
        return "" if is_first and after in _AFTER_WORDS else "[name]"
    is_title = words[at - 1][:1].isupper() or (at + 1 < len(words) and words[at + 1][:1].isupper())
    if is_first or is_title or _is_noun(low):
        return ""
    return "[name]"


def _is_noun(low: str) -> bool:
    """Return whether a word may be German, which writes its nouns with a capital letter."""
    return low in _read("german") or any(low.endswith(head) for head in _HEADS) or low in _DAYS


_DAYS = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december strava garmin polar suunto coros wahoo zwift
    """.split()  # noqa: SIM905
)


def _judge(words: list[str], at: int) -> str:
    """Return the mask of a word; empty where it may stay."""
    word = words[at]
    if word.startswith("["):
        return word
    if any(letter.isdigit() for letter in word):
        after = words[at + 1] if at + 1 < len(words) else ""
        return "" if is_harmless_number(word, after) else "[number]"
    bare = _ELISION.sub("", word)
    low, is_upper = bare.lower(), bare[:1].isupper()
    parts = {low, *re.split(r"[-'’]", low), low.removesuffix("s")}
    if parts & _read("places") and (is_upper or not _is_known(bare)):
        return "[place]"
    if parts & _read("names") and (is_upper or not _is_known(bare)):
        return "[name]"
    if _is_known(bare):
        return ""
    return "[name]" if is_upper or _stands_for_a_name(words, at) else "[word]"


def _stands_for_a_name(words: list[str], at: int) -> bool:
    """Return whether a name would stand at a place: after "with", or after "with my friend"."""
    for back in range(at - 1, max(at - 4, -1), -1):
        before = words[back].lower()
        if before in _BEFORE:
            return True
        if before not in _BETWEEN:
            return False
    return False


def _is_known(word: str) -> bool:
    """Return whether a word is a common one in texts about training."""
    low = word.lower()
    common = _vocabulary()
    if low in common or low in _UNIT_WORDS or NUMBER_WORD.fullmatch(low):
        return True
    if "-" in low:
        return all(part in common for part in low.split("-") if part)
    for ending in _ENDINGS:
        stem = low.removesuffix(ending)
        if stem != low and len(stem) >= 3 and (stem in common or f"{stem}e" in common):
            return True
    heads = (head for head in _HEADS if low.endswith(head) and low != head)
    return any(low.removesuffix(head).rstrip("s") in common for head in heads)


def _is_worth_keeping(text: str) -> bool:
    words = _PIECE.findall(text)
    left = [word for word in words if not word.startswith("[")]
    known = sum(_is_known(_ELISION.sub("", word)) for word in left)
    masked = len(words) - len(left)
    return known >= _FEWEST_WORDS and masked <= _MOST_MASKED * len(words)


@cache
def _read(name: str) -> frozenset[str]:
    file = files("trainkit.coach.voice") / "words" / f"{name}.txt"
    return frozenset(file.read_text(encoding="utf-8").split())


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset().union(*(_read(language) for language in _LANGUAGES))

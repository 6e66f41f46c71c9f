"""Names of months in the languages in which platforms write their exports."""

from functools import lru_cache

__all__ = ["find_month"]

# For each month, the beginnings of its names in two dozen languages, lower case. A longer beginning
# comes before a shorter one: "juil" (French July) before "jui" (June).
_BEGINNINGS = (
    "jan jän janv ene gen ian янв січ led sty oca tammi ιαν",
    "feb fév fev févr феб фев лют lut úno şub helmi φεβ",
    "mar mär mrt maa маp мар бер bře μάρ μαρ már",
    "apr avr abr апр кві dub kwi nis huhti απρ ápr",
    "may mai mei maj mag maio май мая тра kvě máj toukok touko μάι μαΐ μαι",
    "jun jui jún giu iun июн чер čvn červn červen cze haz kesä ιούν ιουν",
    "jul juil júl lug iul июл лип čvc červenc červenec lip tem heinä ιούλ ιουλ",
    "aug aoû ago agt agu ag авг сер srp sie ağu elo αύγ αυγ",
    "sep set szept сен вер zář wrz eyl syys σεπ",
    "oct okt out ott окт жов říj paź eki loka οκτ",
    "nov noi ноя лис lis kas marras νοέ νοε",
    "dec déc des dez dic ara дек гру pro gru joulu δεκ",
)
_MONTHS = {
    beginning: month
    for month, beginnings in enumerate(_BEGINNINGS, start=1)
    for beginning in beginnings.split()
}
_LONGEST = max(map(len, _MONTHS))


@lru_cache(maxsize=256)
def find_month(word: str) -> int:
    """Return the month with a name or its abbreviation in lower case; 0 for any other word."""
    for length in range(min(len(word), _LONGEST), 1, -1):
        if word[:length] in _MONTHS:
            return _MONTHS[word[:length]]
    return 0

"""Whether a question is in English: the rules know no other language."""

import re
import unicodedata

__all__ = ["is_foreign"]

_ENGLISH = """
    a about am an and any are as at be been can could did do does for from had has have how i if in
    is it last me much many my need next of on or should than that the then there these this to
    today tomorrow was week were what when where which who why will with would yesterday you your
    """
_FOREIGN = """
    ich mein meine meinen wie war ist bin habe heute gestern morgen soll kann woche letzte letzten
    wann warum wieviel viele und nicht der die das ein eine mir laufen gelaufen schlaf
    je suis mon ma mes quel quelle est-ce que combien dois puis aujourd'hui hier demain semaine
    dernière derniere pourquoi quand comment et le la les un une du des j'ai ai couru dormi
    yo mi mis cuál cual cómo como cuánto cuanto cuántos cuantos debo puedo hoy ayer mañana manana
    semana pasada qué que por cuándo cuando el los las una fue he corrido dormido mejor
    io sono mio mia quanto quanti devo posso oggi ieri domani settimana scorsa perché perche quando
    il lo gli è ho corso dormito qual
    was is in week plan had me
    ik ben mijn hoe hoeveel moet vandaag gisteren morgen afgelopen waarom wanneer het een heb
    gelopen geslapen
    eu meu minha quantos quanto devo posso hoje ontem amanhã semana passada porque quando o os uma
    foi corri dormi em en no na corrí outubro octubre
    jag min mitt hur många ska idag igår imorgon vecka jeg mitt hvor mange skal dag går morgen uke
    jak mój moje ile dziś dzisiaj wczoraj jutro tydzień dlaczego kiedy czy mogę
    """
_OURS, _OTHERS = frozenset(_ENGLISH.split()), frozenset(_FOREIGN.split())
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_FEWEST = 2


def is_foreign(message: str) -> bool:
    """Return whether a message is in another language than English.

    Parameters
    ----------
    message : str
        The question.

    Returns
    -------
    bool
        True if most of its letters are of another script, or if at least two of its small words
        are of another language and more of them than of English.

    Examples
    --------
    >>> is_foreign("Wie war meine letzte Woche?"), is_foreign("How was my week?")
    (True, False)
    """
    letters = [letter for letter in message if letter.isalpha()]
    other = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if letters and other > len(letters) / 2:
        return True
    words = {word.replace("\u2019", "'") for word in _WORD.findall(message.lower())}
    foreign, english = words & (_OTHERS - _OURS), words & (_OURS - _OTHERS)
    return len(foreign) >= _FEWEST and len(foreign) > len(english)

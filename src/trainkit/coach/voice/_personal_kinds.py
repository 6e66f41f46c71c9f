"""Personal data with a form of its own: addresses of all sorts, numbers, dates, health values."""

import re

__all__ = ["BODY_MASS", "FORMS", "HEALTH", "LIFTING", "NUMBER_WORD", "is_harmless_number"]

_AT = r"(?:@|\s*[\[({<]\s*(?:at|ät|arroba|arobase|klammeraffe|@)\s*[\])}>]\s*|\s+(?:at|arroba|arobase)\s+)"
_DOT = (
    r"(?:\.|\s*[\[({<]\s*(?:dot|punkt|punto|point|\.)\s*[\])}>]\s*|\s+(?:dot|punkt|punto|point)\s+)"
)
_TOP = r"(?:com|org|net|de|fr|es|uk|at|ch|it|nl|eu|io|me|info|edu|gov|app|run|cat|mx|ca|us|be)"
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr|ago|dic|janv|févr"
    r"|avr|juin|juil|août|déc)[^\W\d_]*"
)
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|way|terrace|crescent|gardens"
    r"|boulevard|blvd|place|square)"
)
_TRAINING = r"(?:\d{1,2}x\d{1,4}(?:m|km|min|s)?|\d{1,5}(?:m|km|w|s|min|h|kg|hm|bpm|kmh)|vo2max)"
_RUE = (
    r"(?:rue|avenue|boulevard|chemin|impasse|allée|quai|cours|route|place|calle|avenida|paseo"
    r"|plaza|camino|ronda|travesía|c/|(?:avda|pl|av|bd|blvd|ch)\.?)"  # a dot ends a sentence
)
_TITLED = (
    r"(?:Row|Mews|Hill|Grove|Park|Walk|Rise|View|Vale|Green|Quay|Wharf|Yard|Mount|Parade|Broadway"
    r"|Highway|Hwy|Parkway|Pkwy|Alley|Circle|Cottages?|House|Hof|Brücke|Markt|Höhe|Graben|Kamp)"
)
_STRASSE = r"(?:stra(?:ß|ss)e|str|weg|gasse|platz|allee|ring|damm|ufer|chaussee|steig|pfad)"

FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("e-mail", rf"[\w.+%-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)*{_DOT}{_TOP}\b"),
        ("e-mail", r"\S*\w@\w\S*"),
        ("link", rf"\b(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.{_TOP}\b(?:/\S*)?"),
        ("handle", r"(?<!\w)[@#]\s?[\w.]+|\b\w+#\d{3,}\b|\b[ur]/\w+|\b\w*[^\W\d]_\w+|\b\w+_[^\W_]\w*"),
        ("id", r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,8}(?:\s?[A-Z0-9]{1,4})?\b"),
        ("id", r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b"),
        ("phone", r"(?:\+|\b00|\(0|\b0)?\(?\d(?:[\s./()-]{0,3}\d){6,14}\b"),
        ("position", r"-?\d{1,3}[.,]\d{3,}\s*°?\s*[NSEWO]?\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}\s*°?[NSEWO]?"),
        ("position", r"\d{1,3}\s*°\s*\d{1,2}[\s\d.,'′’\"″”]*\s*[NSEWO]?"),
        ("position", r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
        ("date", r"\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\b"),
        ("date", rf"\b\d{{1,2}}(?:st|nd|rd|th|\.|er|º)?\s*(?:of\s+|de\s+)?{_MONTH}\.?,?\s*(?:de\s+|of\s+)?(?:19|20)\d\d\b"),
        ("date", rf"\b{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b"),
        ("address", rf"\b\d{{1,4}}[a-z]?,?\s+(?:(?:bis|ter)\s+)?(?:[\w'’.-]+\s+){{0,3}}{_STREET}\b\.?"),
        ("address", rf"\b\d{{0,4}}\s?,?\s*(?:bis\s+|ter\s+)?\b{_RUE}\s+(?:(?:de|du|des|la|le|les|los|las|del|l['’]|d['’])\s*)*[\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)*,?\s*(?:n[º°]\s*)?\d{{1,4}}[a-z]?\b"),
        ("address", rf"\b\d{{1,4}}\s?,?\s*(?:bis\s+|ter\s+)?{_RUE}\s+(?:(?:de|du|des|la|le|les|los|las|del|l['’]|d['’])\s*)*[\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+)*"),
        ("address", rf"\b(?:(?:am|an der|auf der|im|zum|zur)\s+)?[\w'’-]*(?:[\s-][\w'’-]+)?[\s-]?{_STRASSE}\.?\s*\d{{1,4}}\s?[a-z]?\b"),
        ("address", rf"\b\d{{1,4}}[a-z]?,?\s+(?-i:(?:[A-Z][\w'’.-]+\s+){{1,3}}{_TITLED})\b"),
        ("address", r"\b(?:apt|apartment|flat|suite|unit|p\.?o\.?\s*box|postfach|apartado|bp|piso)\s*\.?\s*#?\d+\w*(?:,\s*\d{1,4}[a-z]?(?:\s+[\w'’-]+){1,3})?"),
        ("id", r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+\b"),
        ("id", rf"\b(?!{_TRAINING}\b)(?=\w*\d\w*)(?=\w*[^\W\d_])\w{{5,}}\b"),
        ("id", r"\b\d{5,}\b"),
    )
)  # fmt: skip
"""Kinds with a form of their own, in the order in which they are looked for."""

HEALTH = re.compile(
    r"\b(?:(?:r|m|lt|t)?hr(?:max|v|r|m)?|(?:r|m)?hf(?:max|v|r|q)?|fc(?:max|r|m|v)?|bpm|lpm|ppm|rmssd"
    r"|vfc|vrc|bmi|imc|spo2|heart\w*|puls\w*|pouls|herz\w*"
    r"|\w*puls|\w*herz\w*|cardia\w*|cardio\w*|cardíac\w*|card[ií]ac\w*|frecuencia\w*|schl[äa]ge?n?"
    r"|battements?|latidos?|beats?|sleep\w*|slept|asleep|insom\w*|naps?|napped|doz(?:e|ed|ing)|bed|bett|lit|cama|couché\w*|acost\w*|desvel\w*|schl(?:ä|a)f\w*"
    r"|schlief\w*|geschlafen|\w*schlaf\w*|dorm\w*|sommeil|sieste|sueño|duerm\w*|durm\w*|siesta"
    r"|woke|awake|wake|aufgewacht|aufgestanden|wach|réveill\w*|despert\w*|anoche|nickerchen|nuits?|noches?|nights?|n[äa]chte?"
    r"|scales?|waage|bascule|báscula|balance|pèse-personne|weigh\w*|wiege|wiegt|wog|gewicht\w*|k[öo]rper\w*|pèse\w*|pesai\w*|poids|peso|pesaba|mide|mido"
    r"|years? old|jahre? alt|\d+\s*ans|\d+\s*años|mesure|tall|groß|blood|blut\w*|sang|sangre"
    r"|born|geboren|née?|nací|nacid[oa]|birthday|geburtstag|anniversaire|cumpleaños|age|alter|edad"
    r"|âge)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose numbers say something about the body."""

BODY_MASS = re.compile(
    r"\d[\d.,/ ]*-?\s?(?:kgs?|kilos?|kilograms?|kilogramm|kilogrammes?|kilogramos?|lbs?|pounds?"
    r"|pfund|livres?|libras?|stones?)\b",
    re.IGNORECASE,
)
"""A mass, which is somebody's own where nothing is lifted."""

LIFTING = re.compile(
    r"squat|lift|press|bench|curl|row(?:s|ing)?\b|lunge|swing|snatch|clean|kettlebell|dumb?bell"
    r"|barbell|plate|vest|reps?\b|sets?\b|\d\s?x\s?\d|kniebeuge|heben|drücken|rudern|hantel|stange"
    r"|gewichte|wiederholung|sätze|soulev|développ|haltère|barre|séries?|fentes|gainage|sentadilla"
    r"|peso muerto|dominada|zancada|mancuerna|barra|pesas|mochila|rucksack|backpack|sac\b|bike|rad\b"
    r"|vélo|bici",
    re.IGNORECASE,
)
"""Words of a sentence in which something else is lifted, carried or ridden."""

_ONES = (
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|half|quarter"
    r"|null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w+zehn|\w*zwanzig"
    r"|\w*dreißig|\w*vierzig|\w*fünfzig|\w*sechzig|\w*siebzig|\w*achtzig|\w*neunzig|\w*hundert\w*"
    r"|halb|halbe|viertel|anderthalb|\w+einhalb"
    r"|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt"
    r"|trente|quarante|cinquante|soixante|cent|demie?|quart"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|trece|catorce|quince|veinte"
    r"|veinti\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|media|medio"
)
NUMBER_WORD = re.compile(rf"\b(?:{_ONES})(?:-(?:{_ONES}))*\b", re.IGNORECASE)
"""A number in words, in four languages."""

_HARMLESS = re.compile(
    r"(?:\d{1,2}[:h]\d{2}(?::\d{2})?|\d{1,3}|\d{1,3}[.,]\d{1,2}|\d{1,2}x\d{1,4}(?:m|km|min|s)?"
    r"|\d{1,5}(?:m|km|w|k|s|min|h|kg|hm)|z\d|\d{1,2}(?:st|nd|rd|th|er|e|ème|º|ª)|t\d|vo2max)",
    re.IGNORECASE,
)
_UNITS = frozenset(
    "m meter metern meters metre metres mètres metros w watt watts hm höhenmeter km vatios".split()  # noqa: SIM905
)
_BEATS = (90, 220)  # a number of this size without a unit may be a pulse
_COUNTED = _UNITS | frozenset(
    """
    s sec secs seconds sekunden secondes segundos min mins minutes minuten minutos h hours stunden
    heures horas miles mi meilen yards yd kcal calories kalorien cal steps schritte pas pasos spm
    rpm reps repeats wiederholungen répétitions repeticiones x laps runden tours vueltas days tage
    jours días stairs stufen marches watts vam tss
    """.split()  # noqa: SIM905
)


def is_harmless_number(word: str, after: str) -> bool:
    """Return whether digits are of the kind that training is made of.

    Parameters
    ----------
    word : str
        A word with digits.
    after : str
        The next word.

    Returns
    -------
    bool
        True for up to three digits, times, repeats, and numbers with a unit; not for one that
        could be a pulse.
    """
    plain = word.strip(".,;:!?()'\"")
    unit = after.strip(".,;:!?()").lower()
    if plain.isdigit() and _BEATS[0] <= int(plain) <= _BEATS[1]:
        return unit in _COUNTED
    if _HARMLESS.fullmatch(plain):
        return True
    if plain.isdigit() and len(plain) == 4:
        return unit in _UNITS
    return False

"""Diary notes and messages of athletes in four languages, with planted personal data.

They were written, and committed, before the code that takes such data out had seen one of them;
names, places, forms and wordings are others than those of `builders.personal_texts`.
"""

import re

import numpy as np

from builders.personal_texts import KINDS, Planted

__all__ = ["diary_texts", "harmless_diaries"]

NAMES = (
    *(
        "Marieke van der Velde",
        "Siobhán Kavanagh",
        "Nguyễn Thị Hoa",
        "Lars-Erik Sjöström",
        "Ikaika",
    ),
    *("Gudrun Petersen", "Detlef Kowalczyk", "Heinz-Werner", "Mehmet Yılmaz", "Friederike Ott"),
    *("Océane Lefèvre", "Thibault", "Jean-Baptiste Marchand", "Aïcha Benali", "Gwenaëlle Le Goff"),
    *("Iñaki Etxeberria", "Rocío Fuentes", "Joaquín Sabater", "Yolanda", "Nerea Goikoetxea"),
    *("Priyanka Raghunathan", "Dwayne", "Tamsin Hargreaves", "Callum McIntyre", "Zsófia Horváth"),
)
WORD_NAMES = ("Grace", "Rose", "Mark", "Will", "Max", "Clara", "Luz", "Felix", "Hope", "Olivier")
PLACES = (
    *("Bielefeld", "Garmisch-Partenkirchen", "Bad Tölz", "Castrop-Rauxel", "Kaiserslautern"),
    *("Milton Keynes", "Aberystwyth", "Chattanooga", "Stoke-on-Trent", "Kirkcudbright"),
    *("Saint-Étienne", "Aix-en-Provence", "Clermont-Ferrand", "Vannes", "Guingamp"),
    *("Vitoria-Gasteiz", "Badajoz", "L'Hospitalet", "Fuengirola", "Santiago de Compostela"),
)
STREETS = {
    "en": ("48 Cranbrook Avenue", "9a St James's Terrace", "2210 NW Lovejoy St", "Flat 3, 17 Hope Row"),
    "de": ("Goethestr. 77", "An der Alten Mühle 4b", "Bürgermeister-Smidt-Straße 103", "Lindenhof 9"),
    "fr": ("14, boulevard Voltaire", "62 rue du Faubourg Saint-Antoine", "8 place Bellecour", "3 allée des Acacias"),
    "es": ("C/ Alcalá 204", "Avda. Diagonal 431, 2º B", "Calle de los Mártires 12", "Camino Viejo 7"),
}  # fmt: skip
MAILS = (
    *(
        "lars.erik+strava@posteo.eu",
        "t_hargreaves1984@yahoo.co.uk",
        "yolanda.rios (at) uni-leon.es",
    ),
    *("gwen[at]orange[dot]fr", "mehmet.y@firma-gmbh.de", "iker AT nube DOT com"),
)
PHONES = (
    *("0151 2345 6789", "+1 (503) 555-0147", "07700 900 461", "01.45.67.89.10", "+34-699-112-233"),
    *("0043 664 1234567", "tel. 0221-9876543", "(415) 555 2671"),
)
HANDLES = (
    *(
        "@iron_gudrun",
        "@thibault.trail",
        "insta: speedy_mehmet",
        "TikTok @marathon-mum",
        "yoli#1987",
    ),
    "u/hillsprinter88",
)
IDS = (
    *("passport C01X00T47", "AOK-Nr. A123456780", "NIF 12345678Z", "NSS 2 84 05 75 123 456 78"),
    *("bib 14503", "customer 7781-2290", "ES9121000418450200051332", "QQ 12 34 56 C"),
)
LINKS = (
    *("connect.garmin.com/profile/4471", "https://t.me/gudrunlauft", "runningwithrose.co.uk"),
    *("48.137154, 11.576124", "40°25'01\"N 3°42'12\"W", "2001:db8::8a2e:370:7334"),
)
TEMPLATES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "name": ("Did the first lap behind {} and then pulled away.", "{} and I shared the pacing.",
                 "Thanks to {} for the company on the long one.", "Lost to {} by two seconds!",
                 "physio {} thinks the calf is fine", "Borrowed shoes from {}'s brother."),
        "place": ("Drove to {} for the hill session.", "The {} half was windy.",
                  "Out and back along the canal near {}.", "Moved back to {} last month."),
        "address": ("The group meets outside {} at six.", "Package with the shoes goes to {}."),
        "heart rate": ("Never went over {} beats today.", "Garmin showed {} bpm on the last rep.",
                       "RHR {} this morning, feeling flat.", "Pulse settled at {} after ten minutes."),
        "sleep": ("Only managed {} hours last night.", "Woke up after {} h, then tossed and turned.",
                  "Deep sleep was {} according to the watch.", "Nap of {} hours before the session."),
        "birth": ("DOB {} for the entry form.", "Turned another year older on {}, celebrated with hills."),
        "weight": ("Scales said {} kg before breakfast.", "Down to {} kilos, feel light."),
        "any": ("Send the file over to {} please.", "New contact for me: {} from next week.",
                "Use {} when you enter the race.", "As usual it is under {}, cheers."),
    },
    "de": {
        "name": ("Die ersten Runden hinter {} hergelaufen.", "Mit {} abwechselnd Tempo gemacht.",
                 "{} hat mich am Ende noch überholt.", "physio {} meint, die Wade ist ok",
                 "Danke an {} für die Begleitung."),
        "place": ("Bergtraining bei {}.", "Der Halbmarathon in {} war windig.",
                  "Seit letztem Monat wohne ich wieder in {}.", "Am Kanal entlang Richtung {}."),
        "address": ("Wir treffen uns um sechs vor {}.", "Das Paket mit den Schuhen geht an {}."),
        "heart rate": ("Heute nie über {} Schläge gekommen.", "Die Uhr zeigte {} bpm beim letzten.",
                       "Ruhepuls {} heute früh, etwas platt.", "HF blieb bei {} stehen."),
        "sleep": ("Letzte Nacht nur {} Stunden.", "Nach {} h aufgewacht und wach gelegen.",
                  "Tiefschlaf laut Uhr {}.", "Mittagsschlaf von {} Stunden vor der Einheit."),
        "birth": ("Geburtsdatum für die Anmeldung: {}.", "Am {} bin ich wieder ein Jahr älter geworden."),
        "weight": ("Die Waage zeigte {} kg vor dem Frühstück.", "Runter auf {} Kilo, fühle mich leicht."),
        "any": ("Schick die Datei bitte an {}.", "Mein neuer Kontakt ist {} ab nächster Woche.",
                "Nimm {} für die Anmeldung.", "Wie immer unter {}, danke."),
    },
    "fr": {
        "name": ("Premiers tours derrière {}, puis seul.", "Avec {}, on a partagé les relais.",
                 "Merci à {} pour la compagnie.", "{} m'a doublé à la fin.",
                 "le kiné {} trouve que le mollet va bien"),
        "place": ("Séance de côtes près de {}.", "Le semi de {} était venteux.",
                  "Je suis revenu vivre à {} le mois dernier.", "Le long du canal vers {}."),
        "address": ("Le groupe part à six heures devant le {}.", "Le colis de chaussures va au {}."),
        "heart rate": ("Jamais plus de {} battements aujourd'hui.", "La montre a montré {} bpm à la fin.",
                       "FC repos {} ce matin, un peu à plat.", "Pouls stable à {} après dix minutes."),
        "sleep": ("Seulement {} heures la nuit dernière.", "Réveillé après {} h, puis plus rien.",
                  "Sommeil profond : {} selon la montre.", "Sieste de {} heures avant la séance."),
        "birth": ("Date de naissance pour l'inscription : {}.", "J'ai pris un an le {}, fêté en côte."),
        "weight": ("La balance a dit {} kg ce matin.", "Descendu à {} kilos, je me sens léger."),
        "any": ("Envoie le fichier à {} stp.", "Mon nouveau contact : {} dès lundi.",
                "Utilise {} pour l'inscription.", "Comme toujours, c'est {}, merci."),
    },
    "es": {
        "name": ("Las primeras vueltas detrás de {}.", "Con {} nos turnamos el ritmo.",
                 "Gracias a {} por la compañía.", "{} me pasó al final.",
                 "la fisio {} dice que el gemelo está bien"),
        "place": ("Series de cuestas cerca de {}.", "La media de {} fue con viento.",
                  "El mes pasado volví a vivir en {}.", "Por el canal hacia {}."),
        "address": ("El grupo sale a las seis de {}.", "El paquete de zapatillas va a {}."),
        "heart rate": ("Hoy nunca pasé de {} latidos.", "El reloj marcó {} ppm en la última.",
                       "Pulso en reposo {} esta mañana, algo plano.", "La FC se quedó en {}."),
        "sleep": ("Anoche solo {} horas.", "Me desperté a las {} h y ya nada.",
                  "Sueño profundo {} según el reloj.", "Siesta de {} horas antes de la sesión."),
        "birth": ("Fecha de nacimiento para la inscripción: {}.", "El {} cumplí un año más."),
        "weight": ("La báscula marcó {} kg antes del desayuno.", "Ya en {} kilos, me siento ligero."),
        "any": ("Manda el archivo a {} por favor.", "Mi nuevo contacto es {} desde el lunes.",
                "Usa {} para la inscripción.", "Como siempre, está en {}, gracias."),
    },
}  # fmt: skip
HARMLESS: dict[str, tuple[str, ...]] = {
    "en": (
        "Warm-up {n} min, then drills and strides.", "Hamstring a bit tight on the downhills.",
        "Brick session: ride then a short run, legs like jelly.", "Sore from yesterday's squats.",
        "Fuelled every half hour, stomach behaved.", "Hot and humid, slowed down on purpose.",
        "Last {n} km were a struggle, but I kept the form.", "Open water, choppy, sighting was poor.",
        "Cadence felt smoother than last week.", "Skipped the cool-down, will stretch later.",
        "Could have done two more reps.", "Group ride, mostly drafting, average power low.",
        "New route with lots of stairs.", "Headwind out, tailwind home.", "Knee is quiet again.",
        "Struggled to hold marathon pace after the halfway point.", "Track was icy, moved to the road.",
        "Why is the plan so easy this week?", "Can I swap the tempo and the rest day?",
        "Progression run: started at 5:{m}, finished at 4:{m}.",
    ),
    "de": (
        "{n} min Einlaufen, dann Lauf-ABC.", "Oberschenkel beim Bergablaufen etwas fest.",
        "Koppeltraining: Rad und kurzer Lauf, Beine wie Pudding.", "Kater von den Kniebeugen gestern.",
        "Alle halbe Stunde gegessen, Magen war ruhig.", "Heiß und schwül, bewusst langsamer.",
        "Die letzten {n} km waren zäh, Haltung blieb gut.", "Freiwasser mit Wellen, Orientierung schlecht.",
        "Schrittfrequenz lockerer als letzte Woche.", "Auslaufen ausgelassen, dehne später.",
        "Zwei Wiederholungen wären noch gegangen.", "Gruppenausfahrt, viel Windschatten.",
        "Neue Runde mit vielen Treppen.", "Hin Gegenwind, zurück Rückenwind.", "Das Knie gibt Ruhe.",
        "Marathontempo nach der Hälfte kaum gehalten.", "Bahn war vereist, also Straße.",
        "Warum ist der Plan diese Woche so leicht?", "Kann ich Tempo und Ruhetag tauschen?",
        "Steigerungslauf: Start mit 5:{m}, Ende mit 4:{m}.",
    ),
    "fr": (
        "{n} min d'échauffement, puis éducatifs.", "Ischios un peu raides dans les descentes.",
        "Enchaînement vélo puis course, jambes en coton.", "Courbatures des squats d'hier.",
        "Mangé toutes les demi-heures, estomac tranquille.", "Chaud et humide, ralenti exprès.",
        "Les {n} derniers km étaient durs, posture correcte.", "Eau libre agitée, navigation moyenne.",
        "Cadence plus souple que la semaine dernière.", "Retour au calme sauté, étirements plus tard.",
        "J'aurais pu faire deux répétitions de plus.", "Sortie en groupe, beaucoup d'abri.",
        "Nouveau parcours avec des escaliers.", "Vent contre à l'aller, dans le dos au retour.",
        "Le genou se tait enfin.", "Allure marathon dure à tenir après la moitié.",
        "Piste verglacée, donc sur route.", "Pourquoi le plan est-il si facile cette semaine ?",
        "Puis-je échanger le tempo et le repos ?", "Progressif : départ à 5:{m}, fin à 4:{m}.",
    ),
    "es": (
        "{n} min de calentamiento y técnica.", "Isquios algo cargados en las bajadas.",
        "Transición: bici y carrera corta, piernas de gelatina.", "Agujetas de las sentadillas de ayer.",
        "Comí cada media hora, estómago tranquilo.", "Calor y humedad, bajé el ritmo a propósito.",
        "Los últimos {n} km costaron, pero aguanté.", "Aguas abiertas con olas, orientación floja.",
        "Cadencia más suelta que la semana pasada.", "Sin vuelta a la calma, estiraré luego.",
        "Podría haber hecho dos repeticiones más.", "Salida en grupo, mucho a rueda.",
        "Ruta nueva con muchas escaleras.", "Viento en contra a la ida, a favor a la vuelta.",
        "La rodilla ya no molesta.", "Ritmo de maratón difícil desde la mitad.",
        "La pista estaba helada, fui por carretera.", "¿Por qué es tan fácil el plan esta semana?",
        "¿Puedo cambiar el tempo por el descanso?", "Progresivo: salida a 5:{m}, final a 4:{m}.",
    ),
}  # fmt: skip
_BARE = frozenset(
    """
    der van von le la las los de des del en und an am the st and row flat nw at dot tel com www uk
    eu fr es de co https org insta tiktok passport bib customer nif nss nr aok hope alten mühle
    place rue allée boulevard camino viejo calle avda diagonal terrace avenue
    """.split()  # noqa: SIM905
)


def diary_texts(count: int, seed: int = 0) -> list[Planted]:
    """Make texts with one planted piece of personal data each, of all kinds and languages."""
    random = np.random.default_rng(seed)
    return [_plant(random, KINDS[at % len(KINDS)]) for at in range(count)]


def harmless_diaries(count: int, seed: int = 0) -> list[str]:
    """Make texts of one to three sentences without personal data."""
    random = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        language = _pick(random, tuple(HARMLESS))
        parts = {_pick(random, HARMLESS[language]): None for _ in range(random.integers(1, 4))}
        numbers = {"n": int(random.integers(3, 20)), "m": int(random.integers(10, 59))}
        texts.append(" ".join(part.format(**numbers) for part in parts))
    return texts


def _plant(random: np.random.Generator, kind: str) -> Planted:
    language = _pick(random, tuple(TEMPLATES))
    is_word = kind == "name" and random.random() < 0.15
    secret = _pick(random, WORD_NAMES) if is_word else _secret(random, kind, language)
    around = _pick(random, TEMPLATES[language].get(kind, TEMPLATES[language]["any"]))
    before, after = (
        _pick(random, HARMLESS[language]).format(n=12, m=31) if random.random() < 0.4 else ""
        for _ in range(2)
    )
    text = "\n".join(filter(None, (before, around.format(secret), after)))
    if kind in {"name", "place"} and not is_word and random.random() < 0.2:
        text = text.lower()
    others = set(re.findall(r"\w+", f"{before} {around} {after}".lower()))
    words = [word for word in re.findall(r"\w+", secret) if word.lower() not in _BARE | others]
    long = [word for word in words if len(word) > 2 or not word.isalpha()]
    return Planted(text, kind, tuple(long or words))


def _secret(random: np.random.Generator, kind: str, language: str) -> str:
    hours = tuple(f"{h}{part}" for h in range(3, 10) for part in ("", ".5", ":45", ",25", " 1/2"))
    options = {
        "name": NAMES,
        "place": PLACES,
        "e-mail": MAILS,
        "phone": PHONES,
        "handle": HANDLES,
        "address": STREETS[language],
        "id": IDS,
        "link": LINKS,
        "heart rate": tuple(str(beats) for beats in range(38, 204)),
        "sleep": hours,
        "birth": _dates(random, language),
        "weight": tuple(f"{kg}{part}" for kg in range(46, 112) for part in ("", ".4", ",8")),
    }
    return _pick(random, options[kind])


_MONTHS = {
    "en": ("March", "August", "November"),
    "de": ("März", "August", "November"),
    "fr": ("mars", "août", "novembre"),
    "es": ("marzo", "agosto", "noviembre"),
}


def _dates(random: np.random.Generator, language: str) -> tuple[str, ...]:
    day, month, year = (int(part) for part in random.integers((1, 1, 1948), (29, 13, 2009)))
    name = _MONTHS[language][month % 3]
    written = {
        "en": f"{name} {day}, {year}",
        "de": f"{day}. {name} {year}",
        "fr": f"{day} {name} {year}",
        "es": f"{day} de {name} de {year}",
    }[language]
    return written, f"{day:02}/{month:02}/{year % 100:02}", f"{day}.{month}.{year}"


def _pick(random: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(random.integers(len(options)))]

"""Texts of athletes in four languages, with and without planted personal data of twelve kinds.

The first half of each list of names and places was known when the words were collected; the second
half, and every second template, was frozen before and never looked at while mending.
"""

import re
from typing import NamedTuple

import numpy as np

__all__ = ["KINDS", "Planted", "harmless_texts", "planted_texts"]

KINDS = (
    *("name", "e-mail", "phone", "address", "place", "handle", "id", "heart rate", "sleep"),
    *("birth", "link", "weight"),
)

NAMES = (
    *("Anna Winter", "Jean-Pierre Dubois", "María López", "Thomas Müller", "Sarah Jones", "Pablo"),
    *("Oluwaseun Adeyemi", "Xóchitl Barragán", "Þórdís", "Fiachra O'Malley", "Wojciech Wiśniewski"),
    *("Ngozi", "Guðrún", "Bartholomew Cholmondeley", "Aoife", "Kwabena", "Yıldız", "Ansgar Lüders"),
)
PLACES = (
    *("Leipzig", "Lyon", "Madrid", "London", "Zürich", "Sevilla"),
    *("Oberwiesenthal", "Puigcerdà", "Grasmere", "Plougastel", "Winterberg", "Ouagadougou"),
    *("Llanfairpwll", "Schwarzenbek", "Villefranche", "Benidorm", "Ennerdale", "Quiberon"),
)
STREETS = {
    "en": ("12 Main Street", "221B Baker Street", "7 Ennerdale Road", "1450 Willow Creek Drive"),
    "de": ("Hauptstraße 12", "Am Mühlenweg 3", "Lüderitzer Str. 44a", "Rosenallee 108"),
    "fr": ("10 rue de la Paix", "3 bis avenue Foch", "27 impasse des Lilas", "5 quai Malaquais"),
    "es": ("Calle Mayor 5", "Avenida de la Constitución 21", "Paseo del Prado 8", "Plaza Nueva 3"),
}
MAILS = (
    *("anna.w@web.de", "j_p+run@gmail.com", "kontakt@läufer.example.org", "ana at gmail dot com"),
    *("wojtek(at)onet.eu", "pili arroba correo punto es", "KWABENA@MAIL.CO.UK"),
)
PHONES = (
    *("+49 170 1234567", "06 12 34 56 78", "(030) 4455667", "555-123-4567", "+34 612 345 678"),
    *("0044 20 7946 0958", "+33(0)1.42.68.53.00", "0176/99887766"),
)
HANDLES = (
    "@runner_anna",
    "@kwabena.runs",
    "trail_fox_91",
    "insta@hill-goat",
    "u/longrunner",
    "Fox#4411",
)
IDS = (
    *("A-4471-X", "123456789", "DE44500105175407324931", "X1234567L", "a3f9c2d17b", "INS-2044-77"),
    *("550e8400-e29b-41d4-a716-446655440000", "88231"),
)
LINKS = (
    *("https://www.strava.com/athletes/99123", "www.myblog.de/lauf", "fitnessfox.run/u/77"),
    *("51.3397, 12.3731", "47.123456 N, 8.54321 E", "192.168.17.23"),
)

TEMPLATES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "name": ("Easy run with {}.", "My coach {} says I should rest.", "{} was faster today.",
                 "I met {} at the track and we ran together.", "my name is {} and I run"),
        "place": ("Long run in {}.", "Back home in {} after the race.", "{} was hot and hilly.",
                  "we ran from {} to the lake"),
        "address": ("I start at {} every morning.", "Meet me at {}, then we run."),
        "heart rate": ("My heart rate was {} on the hill.", "HR {} for the whole run.",
                       "Resting pulse of {} today.", "Averaged {} bpm, easy."),
        "sleep": ("Slept {} hours before the race.", "Only {} h of sleep, legs heavy.",
                  "My sleep score was {}.", "I was in bed for {} hours."),
        "birth": ("I was born on {}.", "My birthday is {}, so I race."),
        "weight": ("I weigh {} kg now.", "My weight is {} and I feel strong."),
        "any": ("You can reach me: {}.", "Write to {} about the plan.", "It is {} if you need it.",
                "My details: {}, thanks for the plan."),
    },
    "de": {
        "name": ("Lockerer Lauf mit {}.", "Mein Trainer {} sagt, ich soll ruhen.",
                 "{} war heute schneller.", "ich heiße {} und laufe gern"),
        "place": ("Langer Lauf in {}.", "Wieder zuhause in {} nach dem Rennen.",
                  "{} war heiß und hügelig."),
        "address": ("Ich starte jeden Morgen in der {}.", "Treffpunkt {}, dann laufen wir."),
        "heart rate": ("Mein Puls war {} am Berg.", "Herzfrequenz {} im ganzen Lauf.",
                       "Ruhepuls heute {}.", "Im Schnitt {} Schläge, locker."),
        "sleep": ("Nur {} Stunden geschlafen.", "Schlaf {} h, Beine schwer.",
                  "Mein Schlafwert war {}.", "Ich schlief {} Stunden vor dem Rennen."),
        "birth": ("Ich bin am {} geboren.", "Mein Geburtstag ist der {}."),
        "weight": ("Ich wiege jetzt {} kg.", "Mein Gewicht ist {} und ich bin fit."),
        "any": ("Du erreichst mich: {}.", "Schreib an {} wegen dem Plan.", "Hier ist {} für dich."),
    },
    "fr": {
        "name": ("Footing facile avec {}.", "Mon coach {} dit que je dois me reposer.",
                 "{} était plus rapide.", "je m'appelle {} et je cours"),
        "place": ("Sortie longue à {}.", "De retour à {} après la course.", "{} était chaud."),
        "address": ("Je pars du {} chaque matin.", "Rendez-vous au {}, puis on court."),
        "heart rate": ("Ma fréquence cardiaque était de {} en côte.", "FC {} toute la sortie.",
                       "Mon pouls au repos est de {}.", "En moyenne {} battements, facile."),
        "sleep": ("J'ai dormi {} heures avant la course.", "Sommeil {} h, jambes lourdes.",
                  "Mon score de sommeil était de {}.", "Une nuit de {} heures."),
        "birth": ("Je suis né le {}.", "Mon anniversaire est le {}."),
        "weight": ("Je pèse {} kg maintenant.", "Mon poids est de {} et je suis en forme."),
        "any": ("Tu peux me joindre : {}.", "Écris à {} pour le plan.", "Voici {} pour toi."),
    },
    "es": {
        "name": ("Rodaje suave con {}.", "Mi entrenador {} dice que descanse.",
                 "{} fue más rápido hoy.", "me llamo {} y corro"),
        "place": ("Tirada larga en {}.", "De vuelta en {} después de la carrera.",
                  "{} era calor y cuestas."),
        "address": ("Salgo de {} cada mañana.", "Nos vemos en {}, luego corremos."),
        "heart rate": ("Mi frecuencia cardíaca fue de {} en la cuesta.", "Pulso {} todo el rodaje.",
                       "Mi pulso en reposo es {}.", "De media {} pulsaciones, fácil."),
        "sleep": ("Dormí {} horas antes de la carrera.", "Sueño {} h, piernas pesadas.",
                  "He dormido solo {} horas.", "Mi sueño fue de {} horas."),
        "birth": ("Nací el {}.", "Mi cumpleaños es el {}."),
        "weight": ("Ahora peso {} kg.", "Mi peso es {} y estoy fuerte."),
        "any": ("Me encuentras en: {}.", "Escribe a {} por el plan.", "Aquí está {} para ti."),
    },
}  # fmt: skip
NUMBERS = {
    "en": ("six", "seven and a half", "fifty-two"),
    "de": ("sechs", "siebeneinhalb", "zweiundfünfzig"),
    "fr": ("six", "sept", "cinquante-deux"),
    "es": ("seis", "siete", "cincuenta"),
}
HARMLESS: dict[str, tuple[str, ...]] = {
    "en": (
        "Easy run today, {n} km in the rain, legs felt heavy.",
        "{n} x 400 m in {m} s, last one hard.", "Great session, felt strong until the end.",
        "Threshold at 4:{m} per km, steady and controlled.", "Windy on the way back, slow but fun.",
        "Took it easy after the race, some soreness in the calf.", "Negative split, very happy.",
        "Missed the last repeat, too tired.", "Long ride with hills, {n} hours, ate well.",
        "New shoes feel good, no problems so far.", "Treadmill again, boring but done.",
        "Push a bit more next week.", "My legs are fine, ready for the marathon.",
        "Trail was muddy and slippery, had to walk the steep parts.",
        "Ftp test: 20 min at 25{n} watts.", "Swim drills, then {n} x 100 m smooth.",
        "Felt a bit dizzy at the start, so I cut it short.", "Rest day, only stretching.",
        "Pacing was off, started too fast and faded.", "Strides at the end were smooth and quick.",
    ),
    "de": (
        "Lockerer Dauerlauf, {n} km im Regen, Beine schwer.", "{n} x 400 m in {m} s, letzte hart.",
        "Tolle Einheit, bis zum Ende stark.", "Schwelle mit 4:{m} pro km, ruhig und kontrolliert.",
        "Auf dem Rückweg viel Gegenwind, langsam, aber schön.", "Nach dem Rennen nur locker.",
        "Die letzte Wiederholung ausgelassen, zu müde.", "Lange Radtour mit Bergen, gut gegessen.",
        "Die neuen Schuhe sind gut, bisher keine Probleme.", "Wieder Laufband, langweilig.",
        "Nächste Woche etwas mehr Druck.", "Der Waldweg war matschig und rutschig.",
        "Intervalle auf der Bahn, Pausen kurz gehalten.", "Schwimmen, Technik und {n} x 100 m.",
        "Zu schnell angefangen, am Ende eingebrochen.", "Ruhetag, nur Dehnen und Rolle.",
        "Krafttraining: Kniebeugen und Rumpf.", "Muskelkater in der Wade, sonst alles gut.",
        "Das Tempo fühlte sich leicht an.", "Steigerungen zum Schluss waren flüssig.",
    ),
    "fr": (
        "Footing facile, {n} km sous la pluie, jambes lourdes.", "{n} x 400 m en {m} s, dur.",
        "Belle séance, solide jusqu'au bout.", "Seuil à 4:{m} au km, régulier.",
        "Vent de face au retour, lent mais agréable.", "Tranquille après la course, mollet raide.",
        "Dernière répétition ratée, trop fatigué.", "Longue sortie vélo avec des côtes.",
        "Les nouvelles chaussures sont bien, aucun problème.", "Encore le tapis, ennuyeux.",
        "La semaine prochaine, un peu plus d'intensité.", "Le sentier était boueux et glissant.",
        "Natation, éducatifs puis {n} x 100 m.", "Parti trop vite, fini au ralenti.",
        "Jour de repos, juste des étirements.", "Renforcement : squats et gainage.",
        "L'allure semblait facile aujourd'hui.", "Lignes droites fluides à la fin.",
        "J'ai bien géré le ravitaillement.", "Objectif marathon, tout va bien.",
    ),
    "es": (
        "Rodaje suave, {n} km con lluvia, piernas pesadas.", "{n} x 400 m en {m} s, duro.",
        "Gran sesión, fuerte hasta el final.", "Umbral a 4:{m} por km, constante.",
        "Viento en contra a la vuelta, lento pero bonito.", "Suave después de la carrera.",
        "No hice la última repetición, muy cansado.", "Salida larga en bici con cuestas.",
        "Las zapatillas nuevas van bien, sin problemas.", "Otra vez la cinta, aburrido.",
        "La próxima semana un poco más de intensidad.", "El sendero estaba embarrado.",
        "Natación, técnica y luego {n} x 100 m.", "Empecé demasiado rápido y acabé lento.",
        "Día de descanso, solo estiramientos.", "Fuerza: sentadillas y core.",
        "El ritmo parecía fácil hoy.", "Progresivos fluidos al final.",
        "Comí bien durante la tirada.", "Objetivo maratón, todo va bien.",
    ),
}  # fmt: skip


class Planted(NamedTuple):
    """A text, and what must not remain of it."""

    text: str
    kind: str
    secrets: tuple[str, ...]


def planted_texts(count: int, seed: int = 0) -> list[Planted]:
    """Make texts with one planted piece of personal data each, of all kinds and languages."""
    random = np.random.default_rng(seed)
    return [_plant(random, KINDS[at % len(KINDS)]) for at in range(count)]


def harmless_texts(count: int, seed: int = 0) -> list[str]:
    """Make texts of one or two sentences without personal data."""
    random = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        language = _pick(random, tuple(HARMLESS))
        parts = [_pick(random, HARMLESS[language]) for _ in range(random.integers(1, 3))]
        numbers = {"n": int(random.integers(3, 20)), "m": int(random.integers(10, 59))}
        texts.append(" ".join(part.format(**numbers) for part in dict.fromkeys(parts)))
    return texts


def _plant(random: np.random.Generator, kind: str) -> Planted:
    language = _pick(random, tuple(TEMPLATES))
    secret = _secret(random, kind, language)
    templates = TEMPLATES[language].get(kind, TEMPLATES[language]["any"])
    around = _pick(random, templates)
    if random.random() < 0.5:
        around = f"{_pick(random, HARMLESS[language]).format(n=17, m=44)} {around}"
    text = around.format(secret)
    if kind in {"name", "place"} and random.random() < 0.25:
        text = text.upper() if random.random() < 0.3 else text.lower()
    others = set(re.findall(r"\w+", around.lower()))
    secrets = tuple(part for part in _parts(secret) if part.lower() not in others)
    return Planted(text, kind, secrets)


def _secret(random: np.random.Generator, kind: str, language: str) -> str:
    options = {
        "name": NAMES,
        "place": PLACES,
        "e-mail": MAILS,
        "phone": PHONES,
        "handle": HANDLES,
        "address": STREETS[language],
        "id": IDS,
        "link": LINKS,
        "heart rate": tuple(str(beats) for beats in range(41, 198)),
        "sleep": tuple(
            f"{h}{part}" for h in range(3, 10) for part in (":20", ".5", "h30", ",5", "")
        )
        + NUMBERS[language] * 12,
        "birth": tuple(_dates(random)),
        "weight": tuple(f"{kg}{part}" for kg in range(48, 99) for part in ("", ".5", ",2")),
    }
    return _pick(random, options[kind])


def _dates(random: np.random.Generator) -> list[str]:
    day, month, year = random.integers((1, 1, 1950), (28, 13, 2008))
    return [f"{day}.{month}.{year}", f"{year}-{month:02}-{day:02}", f"{day}/{month}/{year}"]


_COMMON = frozenset(
    """
    de la le rue am at dot the com www des del bis and half street road drive calle avenida paseo
    plaza str avenue impasse quai arroba punto org mail web run uk https:
    """.split()  # noqa: SIM905
)


def _parts(secret: str) -> tuple[str, ...]:
    words = secret.replace("/", " ").replace("@", " ").replace(".", " ").replace("-", " ").split()
    kept = [word for word in words if word.lower() not in _COMMON]
    long = [word for word in kept if len(word) > 2]
    return tuple(long or kept or [secret])


def _pick(random: np.random.Generator, options: tuple[str, ...]) -> str:
    return options[int(random.integers(len(options)))]

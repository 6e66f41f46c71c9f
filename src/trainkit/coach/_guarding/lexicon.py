"""The words of the field: what a number is about, over which days, and which way it went."""

from typing import NamedTuple

from trainkit.coach._guarding.concepts import CONCEPTS
from trainkit.coach._guarding.tokens import Token

__all__ = ["DIMS", "GENERIC", "Cue", "find_cues"]

DIMS: dict[str, frozenset[str]] = {
    name: frozenset(dims.split()) - {"-"} | {""} for name, (dims, _) in CONCEPTS.items()
} | {"heart": frozenset({"rate", ""})}
"""The dimensions that a concept's values can have; a bare number fits each."""

GENERIC: dict[str, tuple[str, ...]] = {
    "plan_week": ("plan_week", "plan_weeks"),
    "heart": ("rhr", "hr_mean", "hr_max", "hr_threshold"),
    "threshold": ("threshold", "hr_threshold", "ftp"),
    "best": ("best", "race", "longest"),
    "race": ("race", "best", "goal", "prediction"),
    "distance": ("distance", "longest", "climb"),
    "pace": (
        "pace",
        "easy",
        "threshold",
        "marathon_pace",
        "interval_pace",
        "repetition_pace",
        "goal_pace",
        "critical_speed",
    ),
    "power": ("power", "ftp", "cp"),
    "planned_count": ("planned_count", "done_count", "count", "adherence"),
    "done_count": ("done_count", "planned_count", "count", "adherence"),
    "count": ("count", "done_count"),
    "adherence": ("adherence", "done_count", "planned_count"),
    "longest": ("longest", "distance", "duration"),
    "duration": ("duration", "race", "best", "longest"),
    "goal": ("goal", "goal_pace"),
    "easy": ("easy", "duration", "distance"),
}
"""What a cue accepts besides its own name."""

# Periods as the set of spans that a fact may have to fit them.
_PERIODS: dict[str, str] = {
    "now": (
        "today|this morning|last night|tonight|current|currently|latest|right now|at the moment"
    ),
    "day_before": ("yesterday|the night before"),
    "7": (
        "this week|past week|the past week|over the week|last seven days|seven nights|weekly|"
        "this past week|the week averaged|your week|the week"
    ),
    "prev7": (
        "week before|the week before|previous week|the previous week|the seven before|"
        "seven before|last one|the 7 days before|previous 7 days|prior week|7 days before|"
        "week earlier|preceding week|the previous 7 days|seven days before|week prior"
    ),
    "last_week": ("last week"),
    "28": ("past month|last month|this month|month"),
    "usual": ("usual|usually|normal|normally|baseline|average for you|typical for you|long term"),
}
_SIDES = {"external": "external", "internal": "internal"}
_SPORTS = {
    "run": "run|runs|ran|running|jog|jogged|on foot",
    "ride": "ride|rides|rode|riding|bike|bicycle|cycling|cycled|biked|on the bike",
    "swim": "swim|swims|swam|swimming|pool",
}
_RACES = {
    "21098": "half marathon|half|half marathons|halves|21 1 km|13 1 miles|hm",
    "42195": "marathon|42 2 km|26 2 miles|full marathon",
}
_UPS = (
    "up|rose|risen|rising|rise|rises|increased|increase|increasing|higher|above|more|grown|grew|"
    "gained|jumped|jump|raised|elevated|bigger|larger|longer|greater|upward|upwards|"
    "ramped up|growing|gone up|went up|exceeds|exceeded"
)
_DOWNS = (
    "down|fell|fallen|falling|fall|falls|dropped|drop|dropping|decreased|decrease|decreasing|"
    "lower|below|less|declined|decline|declining|reduced|reduction|cut|shorter|fewer|smaller|"
    "dipped|dip|lost|downward|downwards|suppressed|sank|sunk|lighter|gone down|went down|slipped|"
    "came down|eased|under|shrunk|shrank"
)
_BETTER = "improved|improving|improvement|better|improves|progressed|stronger"
_WORSE = "worse|worsened|worsening|deteriorated|weaker|declined"
_FASTER = "faster|quicker|sped up|speedier"
_SLOWER = "slower|slowed|slowed down"
_SAME = "unchanged|stable|steady|flat|the same|level with"
_INSIDE = "inside|within|in the middle of"
_OUTSIDE = "outside|out of"
_DIRECTIONS = {
    "up": _UPS,
    "down": _DOWNS,
    "better": _BETTER,
    "worse": _WORSE,
    "faster": _FASTER,
    "slower": _SLOWER,
    "inside": _INSIDE,
    "outside": _OUTSIDE,
}


class Cue(NamedTuple):
    """A word of the field in a text: what kind it is of, what it means, and its tokens."""

    kind: str
    name: str
    first: int
    last: int


_Trie = dict[str, list[tuple[tuple[str, ...], str, str]]]


def _build() -> _Trie:
    trie: _Trie = {}
    tables = (
        ("concept", {name: phrases for name, (_, phrases) in CONCEPTS.items()}),
        ("concept", {"heart": "heart rate|hr|pulse|heart|bpm|beats per minute|beats a minute"}),
        ("period", _PERIODS),
        ("side", _SIDES),
        ("sport", _SPORTS),
        ("race", _RACES),
        ("direction", _DIRECTIONS),
    )
    for kind, table in tables:
        for name, phrases in table.items():
            for phrase in phrases.split("|"):
                words = tuple(phrase.split())
                trie.setdefault(words[0], []).append((words, kind, name))
    for entries in trie.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return trie


_TRIE = _build()
_JOINTS = frozenset({"-", ":", "–", "‑", "/"})


def _match(tokens: tuple[Token, ...], i: int, words: tuple[str, ...]) -> int:
    """Return the token after a phrase at `i`, its words joined by blanks or dashes, or 0."""
    j = i + 1
    for word in words[1:]:
        if j < len(tokens) and tokens[j].low in _JOINTS:
            j += 1
        if j >= len(tokens) or tokens[j].low != word:
            return 0
        j += 1
    return j


def _goes_back(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether "before" follows: "over the week before" is not this week."""
    return last < len(tokens) and tokens[last].low in {"before", "prior", "earlier", "ago"}


def find_cues(tokens: tuple[Token, ...]) -> tuple[Cue, ...]:
    """Return the words of the field, the longest phrase of each kind at each place."""
    cues = []
    ends: dict[str, int] = {}
    for i, token in enumerate(tokens):
        entries = _TRIE.get(token.low)
        if entries is None:
            continue
        for words, kind, name in entries:
            if ends.get(kind, 0) > i:
                continue
            last = _match(tokens, i, words) if len(words) > 1 else i + 1
            if last and kind == "period" and name == "7" and _goes_back(tokens, last):
                continue
            if last:
                cues.append(Cue(kind, name, i, last))
                ends[kind] = last
    return tuple(cues)

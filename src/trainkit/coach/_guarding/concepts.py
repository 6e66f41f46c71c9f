"""What a number can be about, with the phrases that say so: the table of the lexicon."""

__all__ = ["CONCEPTS"]

# Concept: the dimensions that its values have ("" for none), then its phrases.

CONCEPTS: dict[str, tuple[str, str]] = {
    "points": ("- share", "points of|points that"),
    "spread": ("rate ms", "sd|usual sd|standard deviation"),
    "last_hard": (
        "days",
        "days since the last hard one|since the last hard|last hard|most recent hard|the latest|"
        "latest|most recently|last hard session|hard one",
    ),
    "rhr": (
        "rate",
        "resting heart rate|resting hr|rhr|resting pulse|heart rate at rest|resting|"
        "morning heart rate|morning pulse|resting heart|rest hr|hr rest|morning hr",
    ),
    "hr_mean": (
        "rate",
        "average heart rate|mean heart rate|avg hr|average hr|mean hr|avg heart rate|"
        "average pulse|heart rate on average|average heart",
    ),
    "hr_max": (
        "rate",
        "maximum heart rate|max heart rate|max hr|maximal heart rate|hrmax|maximum|hr max|max|"
        "peak heart rate|highest heart rate",
    ),
    "hr_threshold": (
        "rate",
        "threshold heart rate|threshold hr|lthr|lactate threshold heart rate|"
        "heart rate at threshold",
    ),
    "hrv": (
        "ms",
        "hrv|heart rate variability|rmssd|lnrmssd|variability",
    ),
    "sleep": (
        "time",
        "sleep|slept|sleeping|asleep|night sleep|hours of sleep|hours in bed",
    ),
    "sleep_need": (
        "time",
        "do best with|do best on|"
        "sleep need|sleep needed|you need|need|needed|your body asks|asks for|needs|sleep target|"
        "required sleep",
    ),
    "sleep_debt": (
        "time",
        "sleep debt|debt|short|missing|behind on sleep|owe|sleep missing|deficit|sleep deficit|"
        "sleep shortfall",
    ),
    "regularity": (
        "- share",
        "regularity|sleep regularity|regularity index|sri",
    ),
    "sleep_efficiency": (
        "- share",
        "sleep efficiency|efficiency",
    ),
    "recovery": (
        "- share",
        "recovery|recovery score|readiness|readiness score|recovered",
    ),
    "acwr": (
        "",
        "acwr|acute to chronic|acute chronic|workload ratio|load ratio|ratio|"
        "acute to chronic ratio|acute chronic ratio|acute to chronic workload ratio",
    ),
    "divergence": (
        "",
        "divergence",
    ),
    "monotony": (
        "",
        "monotony",
    ),
    "strain": (
        "",
        "strain",
    ),
    "load": (
        "",
        "load|training load|loads|workload|trimp|tss|training stress|weekly load|points of load",
    ),
    "ctl": (
        "",
        "fitness|ctl|chronic load|chronic training load|long term load",
    ),
    "atl": (
        "",
        "fatigue|atl|acute load|acute training load|short term load",
    ),
    "tsb": (
        "",
        "form|tsb|freshness|training stress balance|stress balance",
    ),
    "rest_days": (
        "days",
        "days since rest|rest day|day off|without rest|no rest|since rest|last rest|"
        "days since the last rest day|without a rest day|without a break|consecutive|in a row|"
        "days since|since you rested|days without|last day off|days straight|rest days|"
        "straight days|since your last rest|since you last rested|full rest",
    ),
    "easy": (
        "pace",
        "easy pace|e|e pace|pace e|easy|easy running|easy run pace|easy runs|easy days",
    ),
    "threshold": (
        "pace",
        "threshold pace|t pace|pace t|tempo pace|threshold reps|threshold work|t|"
        "lactate threshold pace|threshold intervals|cruise pace|threshold",
    ),
    "marathon_pace": (
        "pace",
        "marathon pace|m pace|pace m|marathon",
    ),
    "interval_pace": (
        "pace",
        "interval pace|i pace|pace i|vo2max pace|interval|intervals",
    ),
    "repetition_pace": (
        "pace",
        "repetition pace|r pace|pace r|rep pace|repetition|repetitions",
    ),
    "goal_pace": (
        "pace",
        "goal pace|target pace",
    ),
    "pace": (
        "pace speed",
        "pace|mean pace|average pace|avg pace|averaged|pace of",
    ),
    "power": (
        "power",
        "normalized power|normalised power|np|power|watts|average power|mean power",
    ),
    "ftp": (
        "power w/kg",
        "ftp|functional threshold power|threshold power",
    ),
    "cp": (
        "power",
        "critical power|cp",
    ),
    "climb": (
        "length",
        "climbing|climbed|climb|elevation|ascent|vertical|vert|elevation gain|uphill|ascended|"
        "metres of climbing|of climbing",
    ),
    "longest": (
        "length time",
        "longest run|longest ride|longest|longest session|biggest run|longest run of the last",
    ),
    "distance": (
        "length",
        "distance|volume|mileage|covered|running distance|running volume|weekly distance|"
        "weekly mileage|kilometres|miles",
    ),
    "duration": (
        "time",
        "duration|moving time|lasted|took|elapsed time|training time|hours of training",
    ),
    "best": (
        "time length",
        "personal best|personal bests|pb|pbs|pr|prs|best|bests|fastest|record|personal record|"
        "best over|best for|personal best over",
    ),
    "race": (
        "time length",
        "race result|raced|race|result|results|finished|finish|finish time|race time|clocked|races",
    ),
    "prediction": (
        "time",
        "predicted|prediction|race prediction|predicts|projected|forecast",
    ),
    "vdot": (
        "",
        "vdot|vo2max|vo2 max",
    ),
    "weight": (
        "mass",
        "weight|weigh|body mass|weighed|body weight",
    ),
    "goal": (
        "time",
        "target|target time|goal time|goal|aim|aiming|want|goal of",
    ),
    "weeks_left": (
        "days",
        "weeks to go|to go|weeks out|away|out|until|left|from now|weeks to|days to go|weeks away|"
        "weeks left|weeks until|days until|remaining",
    ),
    "adherence": (
        "share",
        "adherence|stuck to|of planned|compliance|of what was planned|planned sessions done|"
        "of the plan|plan adherence|of your plan|completed|of your planned|of the planned|"
        "of planned sessions",
    ),
    "planned_count": (
        "",
        "sessions planned|planned sessions|sessions planned this week|sessions this week|"
        "sessions|session|sessions on the plan|sessions scheduled|planned",
    ),
    "done_count": (
        "",
        "sessions done|done|completed|sessions completed|ticked off|behind you",
    ),
    "count": (
        "",
        "runs|activities|workouts|rides|swims|outings|run times|times|activity|number of runs|"
        "runs this week|sessions logged|trainings|workout count",
    ),
    "plan_week": (
        "",
        "week of the plan|week of your plan|plan week|week|week of the program|training week|"
        "week of the block",
    ),
    "plan_weeks": (
        "days",
        "weeks in the plan|week plan|weeks of the plan|plan length|weeks in all",
    ),
    "soreness": (
        "- share",
        "soreness|sore",
    ),
    "energy": (
        "- share",
        "energy|energy level",
    ),
    "mood": (
        "- share",
        "mood",
    ),
    "stress": (
        "- share",
        "stress|stress level",
    ),
    "pain": (
        "- share",
        "pain",
    ),
    "motivation": (
        "- share",
        "motivation",
    ),
    "age": (
        "days",
        "age|years old|aged|year old|birthday|in your",
    ),
    "critical_speed": (
        "speed pace",
        "critical speed",
    ),
    "decoupling": (
        "share",
        "decoupling|aerobic decoupling|cardiac drift|drift",
    ),
    "cadence": (
        "rate",
        "cadence|steps per minute|spm",
    ),
    "temperature": (
        "temperature",
        "temperature|heat|degrees|wrist temperature|skin temperature",
    ),
    "spo2": (
        "share",
        "spo2|oxygen saturation",
    ),
    "respiration": (
        "rate",
        "respiration|breathing rate|respiratory rate|breaths",
    ),
    "calories": (
        "kcal energy",
        "calories|energy burned|kcal burned",
    ),
    "available": (
        "time days",
        "availability|available|free time",
    ),
}

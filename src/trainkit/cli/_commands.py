"""The commands in the order of the help: the module that adds each, and its one line of help.

Only the module of the requested command is imported, so that help is there at once.
"""

__all__ = ["HELP", "MODULES"]

_TABLE = (
    ("init", "init", "Set trainkit up: a few questions, one file of settings, one store."),
    ("sync", "sync", "Fetch new data from your sources."),
    ("login", "login", "Connect an account that a source reads, in your browser."),
    ("logout", "login", "Forget the login of a source."),
    ("import", "import", "Read files, folders and archives into one history."),
    ("log", "log", "Enter data that no device recorded."),
    ("goals", "goals", "List, add, change and remove your races."),
    ("today", "today", "Assess recovery, list warnings and recommend today's training."),
    ("plan", "plan", "Make a plan up to a race that keeps every hard rule."),
    ("plans", "plans", "Make the plans of a club, from one folder for each athlete."),
    ("calendar", "calendar", "Show what was planned and what was done, day by day."),
    ("adapt", "plan", "Adapt the remaining days to the training that was done."),
    ("check", "plan", "List the rules that a plan violates, whoever wrote it."),
    ("stress", "plan", "Find what would hurt a plan most, and what would help."),
    ("week", "week", "Write next week's program: sessions, reasons, and what they come to."),
    (
        "insights",
        "insights",
        "Tell what goes along with good and bad days, each with its test.",
    ),
    ("chat", "chat", "Ask about your training; without a model the rules answer what they know."),
    ("voice", "voice", "Hear a recorded session again: what a voice would have said."),
    ("facts", "facts", "List what is known of an athlete on a day, each fact with its source."),
    ("mcp", "mcp", "Serve a history to a program that speaks the Model Context Protocol."),
    ("serve", "serve", "Open the dashboard: a REST API and pages for an athlete, or a team."),
    ("report", "report", "Write one HTML page: today's decision, charts and sources."),
    ("jobs", "jobs", "Run what comes round by itself: syncs, mornings, weeks, insights."),
    ("status", "status", "Say what is set up, what data there are, and how old they are."),
    ("doctor", "doctor", "Check settings, store, sources and plugins, and say what to do."),
    ("demo", "demo", "Assess a simulated athlete, offline."),
    ("models", "models", "List language models, their prices, and the key that each needs."),
    ("costs", "models", "Report what calls of language models cost."),
    ("plugins", "plugins", "List installed plugins, or begin one; only --check imports them."),
    ("chaos", "chaos", "Find the fault that hurts a system most."),
)

MODULES: dict[str, str] = {name: module for name, module, _ in _TABLE}
"""Command to the module of this package, without its underscore, that adds it."""

HELP: dict[str, str] = {name: text for name, _, text in _TABLE}
"""Command to its line of help."""

"""The composition root: any subset of adapters, combined for one athlete."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:  # a Kit imports the engines and the coach, which an answer that is kept needs not
    from trainkit.kit._activities import Activities
    from trainkit.kit._conversations import Conversations
    from trainkit.kit._days import HealthDays
    from trainkit.kit._goals import Goals
    from trainkit.kit._kit import Kit
    from trainkit.kit._notices import KeptNotice
    from trainkit.kit._profile import Profile, Proposal
    from trainkit.kit._races import Races
    from trainkit.kit._remembered import one_moment
    from trainkit.records import SourceSync, SyncReport

__all__ = [
    "Activities",
    "Conversations",
    "Goals",
    "HealthDays",
    "KeptNotice",
    "Kit",
    "Profile",
    "Proposal",
    "Races",
    "SourceSync",
    "SyncReport",
    "one_moment",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_activities": "Activities",
            "_conversations": "Conversations",
            "_days": "HealthDays",
            "_goals": "Goals",
            "_kit": "Kit",
            "_notices": "KeptNotice",
            "_profile": "Profile Proposal",
            "_races": "Races",
            "_remembered": "one_moment",
            "_data": "SourceSync SyncReport",
        },
    )

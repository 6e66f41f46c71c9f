"""The composition root: any subset of adapters, combined for one athlete."""

from trainkit.kit._activities import Activities
from trainkit.kit._conversations import Conversations
from trainkit.kit._days import HealthDays
from trainkit.kit._goals import Goals
from trainkit.kit._kit import Kit
from trainkit.kit._notices import KeptNotice
from trainkit.kit._profile import Profile, Proposal
from trainkit.kit._races import Races
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
]

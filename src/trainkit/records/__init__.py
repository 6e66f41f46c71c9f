"""Stored records of one athlete: written from models, read back as models."""

from trainkit.records._accounts import Account, Accounts, clock_of
from trainkit.records._athlete_records import AthleteRecords
from trainkit.records._lease import Lease
from trainkit.records._snapshot import RecordSnapshot
from trainkit.records._sync import SourceSync, SyncReport, sync_source

__all__ = [
    "Account",
    "Accounts",
    "AthleteRecords",
    "Lease",
    "RecordSnapshot",
    "SourceSync",
    "SyncReport",
    "clock_of",
    "sync_source",
]

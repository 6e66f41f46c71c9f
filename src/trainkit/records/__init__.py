"""Stored records of one athlete: written from models, read back as models."""

from typing import TYPE_CHECKING

from trainkit._lazy import import_on_use

if TYPE_CHECKING:
    from trainkit.records._accounts import Account, Accounts, clock_of
    from trainkit.records._athlete_records import AthleteRecords
    from trainkit.records._encoding import record_digests
    from trainkit.records._lease import Lease
    from trainkit.records._settings import ATHLETE, decode_gate, parse_setting
    from trainkit.records._snapshot import HISTORY_KINDS, RecordSnapshot, read_snapshot
    from trainkit.records._stored_samples import ChangedSamples
    from trainkit.records._sync import SourceSync, SyncReport, read_last_sync, sync_source

__all__ = [
    "ATHLETE",
    "HISTORY_KINDS",
    "Account",
    "Accounts",
    "AthleteRecords",
    "ChangedSamples",
    "Lease",
    "RecordSnapshot",
    "SourceSync",
    "SyncReport",
    "clock_of",
    "decode_gate",
    "parse_setting",
    "read_last_sync",
    "read_snapshot",
    "record_digests",
    "sync_source",
]

if not TYPE_CHECKING:  # hidden from checkers, so that they report a misspelt name
    __getattr__, __dir__ = import_on_use(
        __name__,
        {
            "_accounts": "Account Accounts clock_of",
            "_athlete_records": "AthleteRecords",
            "_encoding": "record_digests",
            "_lease": "Lease",
            "_settings": "ATHLETE decode_gate parse_setting",
            "_snapshot": "HISTORY_KINDS RecordSnapshot read_snapshot",
            "_stored_samples": "ChangedSamples",
            "_sync": "SourceSync SyncReport read_last_sync sync_source",
        },
    )

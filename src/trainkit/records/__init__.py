"""Stored records of one athlete: written from models, read back as models."""

from trainkit.records._athlete_records import AthleteRecords
from trainkit.records._lease import Lease
from trainkit.records._snapshot import RecordSnapshot
from trainkit.records._sync import SourceSync, SyncReport, sync_source

__all__ = ["AthleteRecords", "Lease", "RecordSnapshot", "SourceSync", "SyncReport", "sync_source"]

"""What the adapters of language models share: one call with its limits, schemas, and answers."""

from trainkit.adapters._llm.answers import complete, fit_answer
from trainkit.adapters._llm.contents import (
    Events,
    Spent,
    as_dict,
    clean,
    parse_arguments,
    read_usage,
)
from trainkit.adapters._llm.failures import StatusError, check_error, event_error
from trainkit.adapters._llm.options import Address, VendorOptions
from trainkit.adapters._llm.schemas import answer_schema, describe_schema
from trainkit.adapters._llm.vendor import VendorModel, utc_today

__all__ = [
    "Address",
    "Events",
    "Spent",
    "StatusError",
    "VendorModel",
    "VendorOptions",
    "answer_schema",
    "as_dict",
    "check_error",
    "clean",
    "complete",
    "describe_schema",
    "event_error",
    "fit_answer",
    "parse_arguments",
    "read_usage",
    "utc_today",
]

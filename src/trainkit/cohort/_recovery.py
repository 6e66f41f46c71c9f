"""Fields of recovery."""

__all__ = ["RECOVERY_FIELDS"]

RECOVERY_FIELDS = (
    *("load", "external", "training_load", "matched_external", "matched_internal", "longest_min"),
    *("hrv_rmssd", "resting_hr", "sleep_h", "sleep_score", "sleep_start", "sleep_end", "weight_kg"),
    *("soreness", "energy", "mood", "sleep_quality", "felt_stress"),
    *("alcohol_units", "stress", "pain", "illness", "fever"),
)

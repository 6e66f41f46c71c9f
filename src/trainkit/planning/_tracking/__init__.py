"""What was done of a plan: matching, compliance, progress, recent events, the forecast."""

"""Decide one morning, then the same morning for three different risk styles."""

import trainkit as tk

athlete = tk.Athlete(
    sex="female", birth_date="1992-05-14", hr_rest=48, hr_max=188, threshold_speed_m_s=3.8
)
history = tk.simulate(athlete, days=240, seed=3)  # or tk.read("my/export.zip")

today = tk.assess(history, athlete)
print(today.recovery.explanation)
for warning in today.warnings:
    print(f"{warning.level}: {warning.message}")
print(f"{today.recommendation.intensity}: {today.recommendation.workout.name}")
print(today.recommendation.rationale)
for limit in today.recommendation.limits:
    print(limit)

for style in ("conservative", "balanced", "aggressive"):
    styled = athlete.model_copy(update={"risk_style": style})
    advice = tk.assess(history, styled).recommendation
    print(f"{style}: {advice.intensity}, {advice.workout.name}, load {advice.load:.0f}")

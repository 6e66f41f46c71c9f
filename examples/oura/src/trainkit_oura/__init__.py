"""Nights, mornings and workouts of an Oura ring for trainkit."""

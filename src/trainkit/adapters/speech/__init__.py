"""Voices; each is loaded by its name."""

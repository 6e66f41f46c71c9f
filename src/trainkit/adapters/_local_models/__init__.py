"""Models in a folder: the process that loads them, answers, measures and trains.

What runs in that process imports nothing else of trainkit, so that it starts fast.
"""

__all__: list[str] = []

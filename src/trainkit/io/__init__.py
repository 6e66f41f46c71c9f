"""Files in and out: what devices and platforms write, as models."""

from trainkit.io import fit

__all__ = ["fit"]

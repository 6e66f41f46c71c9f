"""Tools, defined once: chat, web hosts and other programs ask the same ones."""

from trainkit.coach._tools.toolbox import Toolbox

__all__ = ["Toolbox"]

"""A server of the Model Context Protocol: other programs ask about an athlete, and propose."""

from trainkit.mcp._server import server

__all__ = ["server"]

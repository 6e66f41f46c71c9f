"""Team mode: several accounts in one host, each with a Kit of its own."""

from trainkit.host._team.admin_page import router as admin_pages
from trainkit.host._team.club import Club
from trainkit.host._team.door import TeamDoor
from trainkit.host._team.pages import router as account_pages
from trainkit.host._team.routes import router as account_routes

__all__ = ["Club", "TeamDoor", "account_pages", "account_routes", "admin_pages"]

"""What the services that speak have in common."""

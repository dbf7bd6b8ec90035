"""What to hide: from the rules' primaries to the cheapest pattern that leaves every interval wide enough."""

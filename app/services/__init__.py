"""What the application does: ``function(session, …) -> values``, without a request."""

"""The search for copied regions: what it finds, how much of it, and what it tells falsely."""

"""A query that asks for meaning → one that any engine answers: SERVICE kg:search, woven in."""

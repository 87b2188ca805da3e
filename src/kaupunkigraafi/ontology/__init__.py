"""The ontology itself, beside the rivers: its terms, a readable reference, and what changed."""

"""documents.sqlite: the texts of a generation, beside its graph and its indexes."""

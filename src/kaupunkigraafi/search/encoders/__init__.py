"""Text → vector: one contract, one file an encoder."""

"""File → Reading: one contract, one file a format."""

"""Files and rows → Documents, Passages and Records."""

"""READ for people: what a page shows (views), what it says (texts) and how it looks (templates)."""

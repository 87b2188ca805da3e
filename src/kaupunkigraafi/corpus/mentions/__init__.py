"""Text → Mention: who and what a text names, with spans, confidence and the way it was found."""

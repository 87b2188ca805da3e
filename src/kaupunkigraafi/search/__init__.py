"""Text → Hit: encoders, vectors, words, and how the two halves become one ranking."""

"""The READ river's steps: an open generation → answers, with their reasons and words."""

"""Questions that need both halves: the graph and the search by meaning."""

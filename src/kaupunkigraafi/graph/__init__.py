"""Records and documents → triples, and a store that answers questions about them."""

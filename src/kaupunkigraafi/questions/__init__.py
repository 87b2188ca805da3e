"""READ, prepared: questions written down as SPARQL, with their words in three languages."""

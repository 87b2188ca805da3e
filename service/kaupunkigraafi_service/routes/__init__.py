"""One file a kind of reader: programs (api), queries (sparql), probes (health), people (pages)."""

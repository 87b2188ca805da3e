"""Sources of policy → files → the WRITE river: fetch politely, go on where it stopped, tell all."""

"""``python -m kaupunkigraafi``: the command line."""

from kaupunkigraafi.cli import main

main()

"""The command line: the verbs, one command each; answers to stdout, messages to stderr."""

from kaupunkigraafi.cli.app import main

__all__ = ["main"]

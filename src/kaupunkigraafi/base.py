"""Ontology and records → the statements that every generation starts from."""

from __future__ import annotations

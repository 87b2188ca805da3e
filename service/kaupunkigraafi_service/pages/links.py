"""Entities → links: what each is called, and where it is read about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kaupunkigraafi.model import Entity, Label
from kaupunkigraafi_service.pages.address import entity_address
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart
from kaupunkigraafi_service.pages.words import entity_label


def told_apart(
    entities: Sequence[Entity], language: str, namesakes: Namesakes
) -> tuple[tuple[Label, str], ...]:
    """Label entities; those of one name are told apart, by their keys at the least.

    Args:
        entities: any.
        language: of the page.
        namesakes: what tells things of one name apart better.

    Returns:
        Label and address of each, in the same order.

    >>> group = (Label("Ryhmä", "fi"),)
    >>> [label.text for label, _ in told_apart(
    ...     [Entity("body/a", "…", "body", group), Entity("body/b", "…", "body", group)], "fi", {})]
    ['Ryhmä (a)', 'Ryhmä (b)']
    """
    labels = [apart(entity_label(each, language), each.iri, namesakes) for each in entities]
    same = Counter((each.kind, label.text) for each, label in zip(entities, labels, strict=True))
    return tuple(
        (
            Label(f"{label.text} ({each.id.partition('/')[2]})", label.language)
            if same[each.kind, label.text] > 1
            else label,
            entity_address(each.id, language),
        )
        for each, label in zip(entities, labels, strict=True)
    )

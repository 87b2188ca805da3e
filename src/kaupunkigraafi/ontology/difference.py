"""Two versions of an ontology → what was added, removed and changed, term by term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kaupunkigraafi.ontology.terms import Term

_MEANING = frozenset(
    ("rdf:type", "rdfs:domain", "rdfs:range", "rdfs:subClassOf", "rdfs:subPropertyOf",
     "owl:inverseOf", "sh:path", "sh:minCount", "sh:maxCount", "sh:pattern", "sh:datatype",
     "sh:targetClass", "skos:inScheme", "skos:notation")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """What differs in one statement of a term.

    Attributes:
        before: values that are gone.
        after: values that are new.
    """

    term: str
    predicate: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def breaking(self) -> bool:
        """Return whether it is about what the term means, not about its words."""
        return self.predicate in _MEANING


@dataclass(frozen=True, slots=True)
class Difference:
    """The report from one version to the next.

    Attributes:
        breaking: what a user of the old version may stumble over: removed terms, and terms
            whose type, domain, range or place in the hierarchy differs.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]

    @property
    def breaking(self) -> tuple[str, ...]:
        """Return the names of terms that break what was built on the old version."""
        moved = {each.term for each in self.changed if each.breaking}
        return tuple(sorted({*self.removed, *moved}))


def difference(old: Mapping[str, Term], new: Mapping[str, Term]) -> Difference:
    """Compare two versions.

    Args:
        old: IRI → term.
        new: IRI → term.

    Returns:
        The report; names are prefixed and sorted.

    >>> from kaupunkigraafi.ontology.terms import Term
    >>> city = Term("urn:City", ("owl:Class",), (), {"rdf:type": ("owl:Class",)})
    >>> difference({}, {"urn:City": city}).added
    ('urn:City',)
    """
    changed = []
    for iri in sorted(old.keys() & new.keys()):
        before, after = old[iri].statements, new[iri].statements
        for predicate in sorted(before.keys() | after.keys()):
            was, now = set(before.get(predicate, ())), set(after.get(predicate, ()))
            if was != now:
                gone, come = tuple(sorted(was - now)), tuple(sorted(now - was))
                changed.append(Change(new[iri].name, predicate, gone, come))
    return Difference(
        tuple(sorted(new[iri].name for iri in new.keys() - old.keys())),
        tuple(sorted(old[iri].name for iri in old.keys() - new.keys())),
        tuple(changed),
    )

"""A label, code, number, id or IRI → the entity it names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.writer import folded
from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown
from kaupunkigraafi.model import Entity
from kaupunkigraafi.vocabulary import id_of, iri_of

_SUGGESTIONS = 3


class Names:
    """Finds entities by what people call them, in any language."""

    def __init__(self, documents: Documents) -> None:
        """Keep the table of labels.

        Args:
            documents: of the generation.
        """
        self._documents = documents

    def iri(self, name: str, kinds: Iterable[str] = ()) -> str:
        """Return the one entity that a name means.

        Args:
            name: ``kind/key``, an IRI, a code (``091``, ``TEM``), a statute's number
                (``410/2015``) or a label in any language.
            kinds: kinds that are looked for; none: any.

        Returns:
            The entity's IRI.

        Raises:
            EntityUnknown: nothing has that name; near ones are told.
            EntityAmbiguous: several things have it; they are told.
        """
        wanted = tuple(kinds)
        # With a kind known, its key alone is an id too.
        for direct in (iri_of(name), *(iri_of(f"{kind}/{name}") for kind in wanted)):
            kind = self._documents.kind_of(direct)
            if kind and (not wanted or kind in wanted):
                return direct
        found = [
            iri for iri, kind in self._documents.named(folded(name)) if not wanted or kind in wanted
        ]
        if not found:
            raise EntityUnknown(self._unknown(name, wanted))
        if len(found) > 1:
            raise EntityAmbiguous(
                f"{name!r} names {len(found)} things: {', '.join(map(id_of, found[:8]))}; "
                "give one of these ids"
            )
        return found[0]

    def _unknown(self, name: str, kinds: tuple[str, ...]) -> str:
        what = " or ".join(kinds) or "thing"
        near = difflib.get_close_matches(
            folded(name), self._documents.label_texts(kinds), n=_SUGGESTIONS, cutoff=0.75
        )
        hint = f"did you mean {', '.join(near)}?" if near else "give an id, a code or a label"
        return f"no {what} is called {name!r} in this graph; {hint}"

    def entity(self, iri: str) -> Entity:
        """Return an entity with its labels, without its facts.

        Args:
            iri: the entity.

        Returns:
            The entity; of an IRI that the graph does not know, one without labels.
        """
        return self.entities((iri,))[0]

    def entities(self, iris: Iterable[str]) -> tuple[Entity, ...]:
        """Return entities with their labels, without their facts, in the order given.

        Args:
            iris: the entities.

        Returns:
            One entity an IRI.
        """
        wanted = tuple(iris)
        labels = self._documents.labels_of(wanted)
        return tuple(
            Entity(id_of(iri), iri, self._documents.kind_of(iri), labels.get(iri, ()))
            for iri in wanted
        )

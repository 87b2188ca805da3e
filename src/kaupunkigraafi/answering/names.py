"""A label, code, number, id or IRI → the entity it names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.writer import folded
from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown
from kaupunkigraafi.model import Entity
from kaupunkigraafi.vocabulary import FORMER_MUNICIPALITY, id_of, iri_of

_SUGGESTIONS = 3
_REMEMBERED = 20_000  # entities; a generation's names never change


class Names:
    """Finds entities by what people call them, in any language."""

    def __init__(self, documents: Documents) -> None:
        """Keep the table of labels.

        Args:
            documents: of the generation.
        """
        self._documents = documents
        self._known: dict[str, Entity] = {}

    def iri(self, name: str, kinds: Iterable[str] = ()) -> str:
        """Return the one entity that a name means.

        Args:
            name: ``kind/key``, an IRI, a code (``091``, ``TEM``), a statute's number
                (``410/2015``) or a label in any language.
            kinds: kinds that are looked for; none: any.

        Returns:
            The entity's IRI. The name of a former municipality (``Nastola``) means that
            municipality, and where one of today is looked for, the one it leads to (Lahti).

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
        named = [
            each for each in self._documents.named(folded(name)) if not wanted or each[1] in wanted
        ]
        if not named:
            raise EntityUnknown(self._unknown(name, wanted))
        found = _nearest(named)
        if len(found) > 1:
            raise EntityAmbiguous(
                f"{name!r} names {len(found)} things: {', '.join(map(id_of, found[:8]))}; "
                "give one of these ids"
            )
        return found[0]

    def _unknown(self, name: str, kinds: tuple[str, ...]) -> str:
        what = " or ".join(kinds) or "thing"
        others = self._documents.named(folded(name))
        if others:
            told = ", ".join(f"{id_of(iri)} ({kind})" for iri, kind, _ in others[:_SUGGESTIONS])
            return f"no {what} is called {name!r} in this graph; it names {told}"
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
        known = self._known
        missing = {iri for iri in wanted if iri not in known}
        if missing:
            # Another thread may read the old one meanwhile, so it is replaced, not changed.
            before = known if len(known) + len(missing) <= _REMEMBERED else {}
            known = {**before, **self._read(missing)}
            self._known = known
        return tuple(known[iri] for iri in wanted)

    def _read(self, iris: Iterable[str]) -> dict[str, Entity]:
        wanted = tuple(iris)
        labels, kinds = self._documents.labels_of(wanted), self._documents.kinds_of(wanted)
        return {
            iri: Entity(id_of(iri), iri, kinds.get(iri, ""), labels.get(iri, ())) for iri in wanted
        }


def _nearest(named: Sequence[tuple[str, str, bool]]) -> list[str]:
    """Keep those whose own name it is, of these those that exist; where none is, all."""
    own = [(iri, kind) for iri, kind, is_own in named if is_own]
    existing = [iri for iri, kind in own if kind != FORMER_MUNICIPALITY]
    return existing or [iri for iri, _ in own] or [iri for iri, _, _ in named]

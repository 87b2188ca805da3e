"""RDF that users add → graphs of their own in the next generation, beside the corpus."""

from __future__ import annotations

from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.user_triples import triples_of
from kaupunkigraafi.user_graph import UserGraph
from kaupunkigraafi.vocabulary import GRAPH, USER_GRAPHS

_IDS = USER_GRAPHS.removeprefix(GRAPH)


class UserGraphs:
    """Users' graphs of a store that is being written; named only, so no fact comes from them."""

    def __init__(self, store: Store) -> None:
        """Take the store.

        Args:
            store: writable.
        """
        self._store = store

    def put(self, graph: UserGraph) -> bool:
        """Make a graph hold what a file states, and nothing else.

        Args:
            graph: settled.

        Returns:
            False where it did so already.
        """
        name, triples = USER_GRAPHS + graph.key, set(triples_of(graph))
        if triples == set(self._store.triples(graph=name)):
            return False
        self._store.replace_graph(name, triples)
        return True

    def has(self, id: str) -> bool:  # noqa: A002  the word of the table of verbs
        """Tell whether a graph states anything.

        Args:
            id: ``graph/user/…``.

        Returns:
            True where there is a triple in it.
        """
        return next(iter(self._store.triples(graph=_iri(id))), None) is not None

    def remove(self, id: str) -> None:  # noqa: A002
        """Take a graph away.

        Args:
            id: ``graph/user/…``; nothing happens where there is none.
        """
        self._store.remove_graph(_iri(id))


def is_graph(id: str) -> bool:  # noqa: A002
    """Tell a graph's id from a document's.

    Args:
        id: as reports print it.

    Returns:
        True for ``graph/user/…``.

    >>> is_graph("graph/user/tori-1a2b3c4d"), is_graph("document/tori")
    (True, False)
    """
    return id.startswith("graph/" + _IDS)


def id_of(graph: UserGraph) -> str:
    """Return the id that reports print.

    Args:
        graph: any.

    Returns:
        ``graph/user/…``.
    """
    return f"graph/{_IDS}{graph.key}"


def _iri(id: str) -> str:  # noqa: A002
    return GRAPH + id.removeprefix("graph/")

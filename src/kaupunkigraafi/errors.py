"""The exception tree: what can go wrong on the rivers, each with one remedy.

    KaupunkigraafiError
    ├─ CorpusError
    │  ├─ SourceMissing        a path or source id that is not there
    │  ├─ UnreadableDocument   a file that no reader can turn into a document
    │  ├─ RecordInvalid        a row that breaks its table's declaration or a shape
    │  └─ FetchRefused         an address that cannot or may not be fetched
    ├─ GraphError
    │  ├─ QueryInvalid         not SPARQL: says line and column
    │  ├─ QueryRefused         SPARQL, but outside the limits or the allowed features
    │  ├─ WriteRefused         would change a graph that may not be changed
    │  ├─ QueryTimeout         ran past its deadline and was stopped
    │  ├─ QueryFailed          the query worker died: out of memory or an engine fault
    │  ├─ EntityUnknown        an id, IRI, code or label that names nothing here
    │  ├─ EntityAmbiguous      a label that names several things
    │  ├─ QuestionUnknown      no prepared question has that name
    │  ├─ QuestionBroken       a prepared question's file lacks its words
    │  └─ ParameterInvalid     a question's parameter that is missing or of another kind
    ├─ SearchError
    │  ├─ EncoderMissing       no encoder can be had on this machine
    │  ├─ EncoderMismatch      a folder built with another encoder's vectors
    │  ├─ QueryTextInvalid     a search text that is too long, or a value out of range
    │  ├─ ShapeMismatch        vectors of another dimension
    │  └─ JudgedSetInvalid     a judged set that lacks a file, or has a broken line
    ├─ QueueFull               more uploads wait than may
    ├─ JobBroken               a job that a fault of ours ended
    ├─ TokensInvalid           a file of tokens that is not there, or not to be trusted
    └─ FolderError
       ├─ FolderMissing        no built graph there
       ├─ FolderOutdated       built by another format
       ├─ FolderCorrupt        a hash or size that differs from the manifest
       ├─ FolderLocked         another process writes there
       ├─ FolderMoved          at another generation than the writer saw
       └─ FolderNotEmpty       holds another kind of graph than was asked for

Every message has the value, the limit and the remedy. There is no status code and
no terminal here: the service and the command line each have one table of their own.
"""

from __future__ import annotations

from typing import Self


class KaupunkigraafiError(Exception):
    """The root: catch this to catch all that the library raises on purpose.

    Attributes:
        parameter: the argument that cannot be, where it was one; else empty.
        allowed: what that argument can be, where it is known.

    >>> issubclass(FolderMissing, KaupunkigraafiError)
    True
    """

    parameter: str = ""
    allowed: str = ""

    def about(self, parameter: str, allowed: str = "") -> Self:
        """Say which argument cannot be.

        Args:
            parameter: its name.
            allowed: what it can be.

        Returns:
            Itself, to be raised.

        >>> QueryTextInvalid("limit is 0; it can be 1 to 100").about("limit", "1 to 100").allowed
        '1 to 100'
        """
        self.parameter, self.allowed = parameter, allowed
        return self


class CorpusError(KaupunkigraafiError):
    """Something about documents, records or their sources."""


class SourceMissing(CorpusError):
    """A path or a source id that is not there."""


class UnreadableDocument(CorpusError):
    """A file that no reader can turn into a document."""


class RecordInvalid(CorpusError):
    """A row that breaks its table's declaration or a shape."""


class FetchRefused(CorpusError):
    """An address that cannot or may not be fetched.

    Attributes:
        again: it may be had later.
        gone: whoever answers there says that there is no such thing.
    """

    def __init__(self, message: str, *, again: bool = False, gone: bool = False) -> None:
        """Keep what is known beside the message.

        Args:
            message: what is wrong and what to do.
            again: it may be had later.
            gone: there is no such thing.
        """
        super().__init__(message)
        self.again = again
        self.gone = gone


class GraphError(KaupunkigraafiError):
    """Something about the graph or a query over it."""


class QueryInvalid(GraphError):
    """The text is not SPARQL.

    Attributes:
        line: 1-based line of the fault, None where it is not known.
        column: 1-based column of the fault, None where it is not known.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep the place beside the message.

        Args:
            message: what is wrong and what to do.
            line: 1-based line of the fault.
            column: 1-based column of the fault.
        """
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefused(GraphError):
    """The query is SPARQL, but outside the limits or the allowed features."""


class WriteRefused(GraphError):
    """An update that would change a graph which may not be changed."""


class QueryTimeout(GraphError):
    """The query ran past its deadline and was stopped."""


class QueryFailed(GraphError):
    """The query worker died: out of memory, or a fault in the engine."""


class EntityUnknown(GraphError):
    """An id, IRI, code or label that names nothing in this graph."""


class EntityAmbiguous(GraphError):
    """A label that names several things."""


class QuestionUnknown(GraphError):
    """No prepared question has that name."""


class QuestionBroken(GraphError):
    """The file of a prepared question lacks its words in a language."""


class ParameterInvalid(GraphError):
    """A parameter of a question that is missing, unknown or of another kind."""


class SearchError(KaupunkigraafiError):
    """Something about searching."""


class EncoderMissing(SearchError):
    """No encoder can be had on this machine."""


class EncoderMismatch(SearchError):
    """The folder's vectors come from another encoder."""


class QueryTextInvalid(SearchError):
    """A search text that is too long, or a value out of its range."""


class ShapeMismatch(SearchError):
    """Vectors of another dimension than expected."""


class JudgedSetInvalid(SearchError):
    """A judged set that lacks a file, or has a broken line."""


class QueueFull(KaupunkigraafiError):
    """More uploads wait than may, or the service ends."""


class JobBroken(KaupunkigraafiError):
    """A job that a fault of ours ended."""


class TokensInvalid(KaupunkigraafiError):
    """A file of tokens that is not there or not to be trusted, or a token that cannot be made."""


class FolderError(KaupunkigraafiError):
    """Something about a built graph on disk."""


class FolderMissing(FolderError):
    """No built graph is there."""


class FolderOutdated(FolderError):
    """The folder was built by another format."""


class FolderCorrupt(FolderError):
    """A file's hash or size differs from the manifest."""


class FolderLocked(FolderError):
    """Another process writes into the folder."""


class FolderMoved(FolderError):
    """The folder is at another generation than the one that a writer saw."""


class FolderNotEmpty(FolderError):
    """The folder holds another kind of graph than was asked for: a corpus, or somebody's own."""

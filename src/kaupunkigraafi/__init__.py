"""Kaupunkigraafi: a knowledge graph and semantic search over Finnish urban policy.

The public names, nothing else; each is imported when it is first used, so that importing the
package is quick and loads no model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from kaupunkigraafi.answer import Answer, Hit, Mode
    from kaupunkigraafi.build import add, build, remove
    from kaupunkigraafi.duty import Duty
    from kaupunkigraafi.errors import KaupunkigraafiError
    from kaupunkigraafi.folder import Folder
    from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
    from kaupunkigraafi.mentioning import mentions
    from kaupunkigraafi.obliging import duties
    from kaupunkigraafi.writing.proposing import suggest
    from kaupunkigraafi.writing.purging import purge
    from kaupunkigraafi.writing.reviewing import review
from kaupunkigraafi.model import Authority, Document, Entity, Mention, Passage

__all__ = [
    "Answer",
    "Authority",
    "Document",
    "Duty",
    "Entity",
    "Folder",
    "Hit",
    "Kaupunkigraafi",
    "KaupunkigraafiError",
    "Mention",
    "Mode",
    "Passage",
    "add",
    "build",
    "duties",
    "mentions",
    "purge",
    "remove",
    "review",
    "suggest",
]

_HOMES = {
    "Answer": "answer",
    "Hit": "answer",
    "Mode": "answer",
    "Folder": "folder",
    "Kaupunkigraafi": "kaupunkigraafi",
    "KaupunkigraafiError": "errors",
    "add": "build",
    "Duty": "duty",
    "build": "build",
    "duties": "obliging",
    "mentions": "mentioning",
    "purge": "writing.purging",
    "remove": "build",
    "review": "writing.reviewing",
    "suggest": "writing.proposing",
}


def __getattr__(name: str) -> object:
    """Import a public name at its first use (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  reads files of the environment

        return version(__name__)
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'model')}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)

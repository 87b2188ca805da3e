"""The packaged corpus, built once into the user's cache directory and shared from there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from platformdirs import user_data_path

from kaupunkigraafi.folder import Folder
from kaupunkigraafi.manifest import FORMAT
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.resources import corpus_dir, digest_of, ontology_dir
from kaupunkigraafi.search.encoders.registry import revision
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.writing.rebuild import rebuild


def packaged_home(encoder: str) -> Folder:
    """Return where the packaged corpus is or will be built.

    Args:
        encoder: whose vectors it has.

    Returns:
        A folder of its own for each state of the data, encoder and format.
    """
    data = digest_of(ontology_dir(), corpus_dir())
    state = f"{FORMAT}:{encoder}:{revision(encoder)}:{data}"
    name = hashlib.sha256(state.encode()).hexdigest()[:16]
    return Folder(Settings().cache / f"packaged-{name}")


def packaged_folder(*, encoder: str, progress: Progress = silent) -> Folder:
    """Return the built packaged corpus, building it first where it is not there yet.

    Args:
        encoder: whose vectors it has.
        progress: told how far a first build is.

    Returns:
        A folder with a generation. Where two processes come first, one builds, one waits.

    Raises:
        RecordInvalid: the installation is broken.
    """
    home = packaged_home(encoder)
    if home.exists():
        return home
    with home.lock(wait=True):
        if not home.exists():
            cache = Settings().cache
            rebuild(corpus_dir(), home, encoder=encoder, cache=cache, progress=progress)
    return home


def own_folder() -> Path:
    """Return where a user's own documents go when no folder was named.

    Returns:
        A folder in the user's data directory; it starts from the packaged corpus.
    """
    return user_data_path("kaupunkigraafi") / "folder"

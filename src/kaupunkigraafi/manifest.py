"""A generation's table of contents: what it holds and the hash of every file.

The manifest is what ``verify`` trusts: engines keep checksums of their own, but a flipped
bit in a write-ahead log is silently lost data to them, so hashes decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kaupunkigraafi.errors import FolderCorrupt, FolderOutdated

FORMAT = 4
NAME = "MANIFEST.json"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a generation: its path inside it, its size and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class EncoderEntry:
    """The encoder whose vectors the generation holds."""

    name: str
    fingerprint: str
    dim: int

    @property
    def shown(self) -> str:
        """The name as strangers may read it: of a model in a local folder, the folder's name."""
        kind, colon, model = self.name.partition(":")
        return f"{kind}:{Path(model).name}" if colon and Path(model).is_absolute() else self.name


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a generation holds."""

    documents: int = 0
    passages: int = 0
    vectors: int = 0
    quads: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is.

    Attributes:
        parent: the generation's name it started from, None for a first one.
        created: UTC, ISO 8601.
        data: hash of the packaged data it was built from, empty where there was none.
        free: started empty: users may change any graph, and none of it is stated twice.
    """

    format: int
    number: int
    parent: str | None
    created: str
    version: str
    data: str
    counts: Counts
    encoder: EncoderEntry | None
    files: tuple[FileEntry, ...]
    free: bool = False

    def beside(self, part: str) -> frozenset[FileEntry]:
        """Return all files but those of a part.

        Args:
            part: a directory of the generation, as ``graph``.

        Returns:
            Their paths, sizes and hashes: equal ones hold the same bytes.
        """
        return frozenset(each for each in self.files if not each.path.startswith(f"{part}/"))

    def to_json(self) -> str:
        """Return the manifest as the text that is stored.

        Returns:
            Indented JSON, keys sorted, a final newline.
        """
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """Read a generation's manifest.

        Args:
            directory: the generation.

        Returns:
            The manifest.

        Raises:
            FolderCorrupt: the file is missing or is not a manifest.
            FolderOutdated: another format wrote it.
        """
        path = directory / NAME
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            found = raw["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FolderCorrupt(
                f"{path} is not a readable manifest ({error}); run: kaupunkigraafi repair"
            ) from error
        if found != FORMAT:
            raise FolderOutdated(
                f"{directory} was built by format {found}; this version reads {FORMAT}. "
                "Rebuild it: kaupunkigraafi build --into DIR"
            )
        try:
            return _from_raw(raw)
        except (KeyError, TypeError) as error:
            raise FolderCorrupt(
                f"{path} lacks or misnames a member ({error}); run: kaupunkigraafi repair"
            ) from error


def _from_raw(raw: dict[str, object]) -> Manifest:
    encoder = raw["encoder"]
    fields = {
        **raw,
        "counts": Counts(**raw["counts"]),  # type: ignore[arg-type]
        "encoder": EncoderEntry(**encoder) if isinstance(encoder, dict) else None,
        "files": tuple(FileEntry(**entry) for entry in raw["files"]),  # type: ignore[attr-defined]
    }
    return Manifest(**fields)  # type: ignore[arg-type]


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes.

    Args:
        path: a file.

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def files_of(directory: Path) -> Iterator[Path]:
    """Yield every file below a generation but its manifest, in a fixed order.

    Args:
        directory: the generation.

    Yields:
        Paths of regular files.
    """
    for path in sorted(directory.rglob("*")):
        if path.is_file() and path != directory / NAME:
            yield path


def entries_of(directory: Path, parent: Path | None = None) -> tuple[FileEntry, ...]:
    """Hash every file of a generation.

    Args:
        directory: the generation, whole.
        parent: the generation it started from: the hash of a hard link shared with it is taken
            over, since the bytes are the same ones.

    Returns:
        One entry a file, sorted by path.
    """
    known: dict[int, FileEntry] = {}
    if parent is not None:
        for entry in Manifest.read(parent).files:
            known[(parent / entry.path).stat().st_ino] = entry
    entries = []
    for path in files_of(directory):
        stat = path.stat()
        same = known.get(stat.st_ino) if stat.st_nlink > 1 else None
        digest = same.sha256 if same and same.size == stat.st_size else sha256_of(path)
        entries.append(FileEntry(path.relative_to(directory).as_posix(), stat.st_size, digest))
    return tuple(entries)


def faults_of(directory: Path) -> list[str]:
    """Compare a generation's files with its manifest.

    Args:
        directory: the generation.

    Returns:
        One sentence a fault; empty where every byte is as it was published.
    """
    try:
        manifest = Manifest.read(directory)
    except (FolderCorrupt, FolderOutdated) as error:
        return [str(error)]
    faults = []
    for entry in manifest.files:
        path = directory / entry.path
        if not path.is_file():
            faults.append(f"{path} is missing")
        elif path.stat().st_size != entry.size:
            faults.append(f"{path} has {path.stat().st_size} bytes, published with {entry.size}")
        elif sha256_of(path) != entry.sha256:
            faults.append(f"{path} differs from what was published (SHA-256)")
    listed = {entry.path for entry in manifest.files}
    faults += [
        f"{path} was not published with the generation"
        for path in files_of(directory)
        if path.relative_to(directory).as_posix() not in listed
    ]
    return faults

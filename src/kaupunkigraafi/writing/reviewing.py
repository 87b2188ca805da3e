"""What a person says of suggestions → the folder's records, and a generation that states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from kaupunkigraafi.corpus.reviews import review_records, reviews_of, write_reviews
from kaupunkigraafi.errors import EntityUnknown, RecordInvalid
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.suggestions import suggestions_in
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.reports import DEFAULT_ENCODER
from kaupunkigraafi.suggestion import Review, Suggestion, Verdict
from kaupunkigraafi.writing.base import Statements
from kaupunkigraafi.writing.restating import RECORDS
from kaupunkigraafi.writing.staging import GRAPH, Staging


@dataclass(frozen=True, slots=True)
class Judged:
    """What ``review`` did.

    Attributes:
        generation: the one that is current now.
        accepted: ids of suggestions that are stated from now on.
        rejected: ids of suggestions that are not made again.
        records: the directory that holds the rows.
    """

    generation: str
    accepted: tuple[str, ...]
    rejected: tuple[str, ...]
    records: Path


def review(
    folder: Path,
    *,
    accept: Sequence[str] = (),
    reject: Sequence[str] = (),
    reviewer: str,
    note: str = "",
    progress: Progress = silent,
) -> Judged:
    """Accept and reject suggestions: into the folder's records first, then into its graph.

    A link that was judged before may be judged anew; the later word counts.

    Args:
        folder: a built graph of one's own.
        accept: ids of suggestions, as ``kaavoitus/law/410-2015``.
        reject: likewise.
        reviewer: who says so; the rows carry it.
        note: why; on each of the rows.
        progress: told how far it is.

    Returns:
        What was judged. The rows stay when the folder is built anew from a corpus.

    Raises:
        EntityUnknown: nothing of that id was suggested or judged; nothing is changed.
        RecordInvalid: nobody is named, or an id is both accepted and rejected.
        FolderMissing: there is no graph.
        FolderLocked: another process writes there.
    """
    _check(accept, reject, reviewer)
    target, statements = Folder(folder), Statements.load()
    directory = folder / RECORDS
    with target.lock(), target.current() as parent:
        before = reviews_of(review_records(directory, statements.tables))
        known = _known(parent, before, (*accept, *reject))
        today = datetime.now(UTC).date()
        fresh = [
            _judged(known[key], verdict, reviewer=reviewer, note=note, today=today)
            for verdict, keys in ((Verdict.ACCEPTED, accept), (Verdict.REJECTED, reject))
            for key in dict.fromkeys(keys)
        ]
        if not fresh:
            return Judged(parent.name, (), (), directory)
        write_reviews(directory, (*before, *fresh), statements.tables)
        name = _published(target, parent, progress)
        target.clean()
        return Judged(name, tuple(dict.fromkeys(accept)), tuple(dict.fromkeys(reject)), directory)


def _check(accept: Iterable[str], reject: Iterable[str], reviewer: str) -> None:
    if not reviewer.strip():
        raise RecordInvalid("a review names who made it; say who: --by NAME")
    both = sorted({*accept} & {*reject})
    if both:
        raise RecordInvalid(f"{', '.join(both)} cannot be accepted and rejected; choose one")


def _known(
    parent: Generation, before: Sequence[Review], keys: Iterable[str]
) -> Mapping[str, Suggestion | Review]:
    """Return what the ids name."""
    judged = {each.id: each for each in before}
    found: dict[str, Suggestion | Review] = {}
    with Store.open(parent.path / GRAPH, free=parent.manifest.free) as graph:
        for key in keys:
            made = {each.id: each for each in suggestions_in(graph, key.partition("/")[0])}
            named = made.get(key) or judged.get(key)
            if named is None:
                raise EntityUnknown(
                    f"nothing is suggested by the id {key!r}, so nothing was judged; "
                    "list what is: kaupunkigraafi suggestions"
                )
            found[key] = named
    return found


def _judged(
    named: Suggestion | Review, verdict: Verdict, *, reviewer: str, note: str, today: date
) -> Review:
    return Review(
        named.document,
        named.entity,
        verdict,
        reviewer,
        today,
        named.confidence,
        named.method,
        note,
    )


def _published(folder: Folder, parent: Generation, progress: Progress) -> str:
    """Publish what the rows say now; staging reads them."""
    encoder = parent.manifest.encoder
    name = encoder.name if encoder else DEFAULT_ENCODER
    with (
        Staging(folder, parent, encoder=name, progress=progress) as staging,
        staging.publish(parent.manifest.data) as generation,
    ):
        return generation.name

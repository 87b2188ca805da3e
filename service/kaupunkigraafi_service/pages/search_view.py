"""An Answer → what the search page shows: hits, chips, facets, and the addresses they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kaupunkigraafi.answer import Answer, Bucket
from kaupunkigraafi.model import LANGUAGES, Entity, Label
from kaupunkigraafi_service.pages.address import FILTERS, address, state_of
from kaupunkigraafi_service.pages.hit_view import HitView
from kaupunkigraafi_service.pages.namesakes import Namesakes, apart
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.words import day, entity_label, label_in
from kaupunkigraafi_service.parameters import Search

_RELATING = ("city", "ministry", "law", "task", "body", "type")
# What the form keeps of an address without showing a field for it.
_KEPT = (*_RELATING, "authority", "as_of", "related", "sort")
_SHOWN = 6  # lines of a facet before the rest is folded away


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter, and the address without it."""

    name: str
    value: Label
    href: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A filter that the query names, and the address with it."""

    name: str
    value: Label
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a facet, and the address that chooses it or lets it go."""

    label: Label
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet's values; ``folded`` are shown on demand."""

    name: str
    shown: tuple[Line, ...]
    folded: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The whole search page."""

    asked: Search
    answer: Answer
    hits: tuple[HitView, ...]
    chips: tuple[Chip, ...]
    offers: tuple[Offer, ...]
    wider: str
    facets: tuple[Facet, ...]
    kept: tuple[tuple[str, str], ...]
    next: str
    first: str
    clear: str
    sorts: tuple[tuple[str, str, bool], ...]
    table: str
    data: str
    permalink: str
    notes: tuple[str, ...]


def search_view(
    asked: Search,
    answer: Answer,
    texts: Texts,
    *,
    named: Mapping[str, Entity],
    hits: tuple[HitView, ...],
    namesakes: Namesakes,
) -> SearchView:
    """Return what the search page shows.

    Args:
        asked: what the address says.
        answer: of the library.
        texts: of the page's language.
        named: filter → the entity that its value names, where it is an id or a code.
        hits: of the answer, as they are shown.
        namesakes: what tells things of one name apart.

    Returns:
        The view.
    """
    state = state_of(asked)
    state |= {name: entity.id for name, entity in named.items()}
    facets = dict(answer.facets)
    unfiltered = {**state, **dict.fromkeys(FILTERS), "related": None}
    return SearchView(
        asked=asked,
        answer=answer,
        hits=hits,
        chips=tuple(_chips(state, facets, texts, named, namesakes)),
        offers=tuple(_offers(state, answer, texts)),
        wider=_wider(state),
        facets=tuple(
            _facet(name, buckets, state, texts)
            for name, buckets in answer.facets
            if buckets and (len(buckets) > 1 or state.get(name))
        ),
        kept=tuple(
            (name, str(state[name])) for name in _KEPT if state[name] not in (None, "relevance")
        ),
        next=address("/", {**state, "cursor": answer.next}) if answer.next else "",
        first=address("/", state) if asked.cursor else "",
        clear=address("/", unfiltered),
        sorts=_sorts(state) if asked.q.strip() and answer.total > 1 else (),
        table=address("/search.csv", state),
        data=address("/api/v1/search", {**state, "sort": None}),
        permalink=address("/", {**state, "cursor": asked.cursor}),
        notes=tuple(texts(f"note.{each.kind}", about=each.about) for each in answer.notes),
    )


def _sorts(state: dict[str, object]) -> tuple[tuple[str, str, bool], ...]:
    return tuple(
        (each, address("/", {**state, "sort": each}), state["sort"] == each)
        for each in ("relevance", "date")
    )


def _chips(
    state: dict[str, object],
    facets: Mapping[str, tuple[Bucket, ...]],
    texts: Texts,
    named: Mapping[str, Entity],
    namesakes: Namesakes,
) -> list[Chip]:
    chips = []
    for name in FILTERS:
        value = state[name]
        if value is None:
            continue
        href = address("/", {**state, name: None})
        label = (
            apart(entity_label(named[name], texts.language), named[name].iri, namesakes)
            if name in named
            else _chosen(name, value, facets, texts)
        )
        chips.append(Chip(texts(f"filter.{name}"), label, href))
    if state["mode"] != "hybrid":
        value = Label(texts(f"search.mode-{state['mode']}"))
        chips.append(Chip(texts("filter.mode"), value, address("/", {**state, "mode": None})))

    if state["related"]:
        value = Label(texts("search.related-chosen"))
        chips.append(Chip(texts("filter.related"), value, address("/", {**state, "related": None})))
    return chips


def _offers(state: Mapping[str, object], answer: Answer, texts: Texts) -> Iterator[Offer]:
    """Offer what the query names as filters, those left out that were chosen already."""
    for each in answer.understood:
        if each.filter and state[each.filter] in (None, ""):
            related = "true" if each.related else state["related"]
            chosen = {**state, each.filter: each.value, "related": related}
            label = entity_label(each.entity, texts.language)
            yield Offer(texts(f"filter.{each.filter}"), label, address("/", chosen))


def _wider(state: Mapping[str, object]) -> str:
    """Return the address that takes what belongs to the chosen filters, where that may be more."""
    if state["related"] or not any(state[name] for name in _RELATING):
        return ""
    return address("/", {**state, "related": "true"})


def _chosen(
    name: str, value: object, facets: Mapping[str, tuple[Bucket, ...]], texts: Texts
) -> Label:
    if isinstance(value, date):
        return Label(day(value, texts.language))
    if name in ("language", "authority"):
        return Label(texts.known(f"{name}.{value}", str(value)))
    for bucket in facets.get(name, ()):
        if value in (bucket.id, bucket.iri, *(label.text for label in bucket.labels)):
            return label_in(bucket.labels, texts.language, bucket.id)
    return Label(str(value))


def _facet(name: str, buckets: tuple[Bucket, ...], state: dict[str, object], texts: Texts) -> Facet:
    lines = tuple(_line(name, bucket, state, texts) for bucket in buckets)
    return Facet(texts(f"filter.{name}"), lines[:_SHOWN], lines[_SHOWN:])


def _line(name: str, bucket: Bucket, state: dict[str, object], texts: Texts) -> Line:
    if name == "year":
        chosen = str(state["since"]) == f"{bucket.id}-01-01"
        days = (None, None) if chosen else (f"{bucket.id}-01-01", f"{bucket.id}-12-31")
        href = address("/", {**state, "since": days[0], "until": days[1]})
        return Line(Label(bucket.id), bucket.count, href, chosen)
    label = label_in(bucket.labels, texts.language, bucket.id)
    if name == "language":
        label = Label(texts.known(f"language.{bucket.id}", bucket.id))
    chosen = state[name] in (bucket.id, bucket.iri, *(each.text for each in bucket.labels))
    href = address("/", {**state, name: None if chosen else bucket.id})
    return Line(label, bucket.count, href, chosen)


# Questions that show what the search can do: another wording, another language, a task.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "fi": (
        "kuka vastaa kaavoituksesta",
        "asuinalueiden eriytyminen",
        "kaupunkiseutujen ja valtion sopimukset",
    ),
    "sv": (
        "vem ansvarar för planläggningen",
        "stadsregionernas konkurrenskraft",
        "avtal mellan staten och stadsregioner",
    ),
    "en": (
        "who integrates immigrants in a municipality",
        "segregation of neighbourhoods",
        "agreements between cities and the state",
    ),
}
assert set(EXAMPLES) == set(LANGUAGES)  # noqa: S101  a language more needs its examples

"""Records of statutory tasks → one short Document a task, so that a search finds who must do what.

The words are the row's own; section, statute, carrier and ministry stand beside them, since a
person asks for all of them at once ("kuka vastaa kaavoituksesta?").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from kaupunkigraafi.model import Authority, Document, Label, Reading, Record, SectionSpan
from kaupunkigraafi.vocabulary import FINLEX, iri_of

TYPE = "task"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Labels = Callable[[str], Mapping[str, str]]


def task_reading(records: Iterable[Record], labels: Labels) -> Reading:
    """Make the documents of all statutory tasks that have words of their own.

    Args:
        records: of all tables; rows of ``tasks`` with a text and a legal basis count.
        labels: an entity's IRI → language → preferred label.

    Returns:
        One document a task; no records.

    >>> task_reading([], lambda iri: {}).documents
    ()
    """
    rows = (record for record in records if record.table == "tasks")
    return Reading(
        tuple(_document(row, labels) for row in rows if row["text_fi"] and row["based_on"])
    )


def _document(row: Record, labels: Labels) -> Document:
    sections = [FINLEX + each for each in row["based_on"].split("|")]
    law = "/".join(row["based_on"].split("/")[:2])
    law_label = labels(FINLEX + law).get("fi", "")
    year, number = law.split("/")
    heading = labels(sections[0]).get("fi", "")
    text, spans = _laid(
        [
            (_finnish(row, labels, f"{law_label} ({number}/{year}), {heading}"), heading),
            *_other_languages(row, labels),
        ],
        sections[0],
    )
    return Document(
        id=f"task-{row['id'].replace('/', '-')}",
        origin=f"record:tasks/{row['id']}",
        title=_capital(row["label_fi"]),
        text=text,
        type=TYPE,
        language="fi",
        authority=Authority.OWN_SUMMARY,
        source=sections[0],
        licence=_LICENCE,
        subjects=tuple(iri_of(f"topic/{key}") for key in row["topic"].split("|") if key),
        concerns=(iri_of(f"task/{row['id']}"), *sections, FINLEX + law, *_agents(row)),
        summarises=sections[0],
        sections=spans,
    )


def _laid(parts: Iterable[tuple[str, str]], section: str) -> tuple[str, tuple[SectionSpan, ...]]:
    """Lay parts one below the other, each a passage of its own, so that none blurs another."""
    text, spans = "", []
    for part, heading in parts:
        start = len(text) + (2 if text else 0)
        text = f"{text}\n\n{part}" if text else part
        spans.append(SectionSpan(start, len(text), "", heading, section))
    return text, tuple(spans)


def _agents(row: Record) -> tuple[str, ...]:
    """Return who carries and who steers the task; a group of actors is a concept."""
    carriers = [iri_of(each) for each in row["carried_by"].split("|") if each]
    steering = [iri_of(f"ministry/{each}") for each in row["steered_by"].split("|") if each]
    return tuple(dict.fromkeys((*carriers, *steering)))


def _finnish(row: Record, labels: Labels, basis: str) -> str:
    carriers = [labels(iri_of(each)) for each in row["carried_by"].split("|") if each]
    steering = [labels(iri_of(f"ministry/{m}")) for m in row["steered_by"].split("|") if m]
    lines = [f"{_capital(row['label_fi'])}.", row["text_fi"]]
    if carriers:
        lines.append(f"Vastuussa: {_joined(carriers, 'fi')}.")
    if steering:
        lines.append(f"Ohjaava ministeriö: {_joined(steering, 'fi')}.")
    lines.append(f"Perusta: {basis}.")
    return "\n\n".join(lines)


def _other_languages(row: Record, labels: Labels) -> list[tuple[str, str]]:
    carriers = [labels(iri_of(each)) for each in row["carried_by"].split("|") if each]
    lines = [
        f"{words}: {row[f'label_{language}']} ({_joined(carriers, language)})."
        for language, words in (("sv", "På svenska"), ("en", "In English"))
        if row[f"label_{language}"]
    ]
    return [("\n\n".join(lines), _capital(row["label_sv"]))] if lines else []


def _joined(labels: Iterable[Mapping[str, str]], language: str) -> str:
    return ", ".join(each.get(language) or each.get("fi", "") for each in labels)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def labels_of(statements: Iterable[tuple[str, Label]]) -> Labels:
    """Make the look-up of labels that ``task_reading`` wants.

    Args:
        statements: an entity's IRI and a preferred label of it.

    Returns:
        The look-up; an unknown entity has no labels.

    >>> labels_of([("urn:a", Label("kunta", "fi"))])("urn:a")
    {'fi': 'kunta'}
    """
    found: dict[str, dict[str, str]] = {}
    for iri, label in statements:
        found.setdefault(iri, {})[label.language] = label.text
    return lambda iri: found.get(iri, {})

"""The graph → what it does not know, counted where it is missing, so that a gap closes itself."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.graph.results import Solutions
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import LANGUAGES, Label, best_label

_COMPLETENESS = "https://w3id.org/kaupunkigraafi/id/concept/completeness/"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not known of several things.

    >>> Gap(2, (Label("säädöstä vailla tilaa", "fi"),)).told("fi")
    '2 säädöstä vailla tilaa'
    """

    count: int
    labels: tuple[Label, ...]

    def told(self, language: str = "en") -> str:
        """Say the gap.

        Args:
            language: ``fi``, ``sv`` or ``en``.

        Returns:
            The number and what it counts.
        """
        return f"{self.count} {best_label(self.labels, language)}"


def _roll(property_: str, completeness: str) -> str:
    return f"?x kg:rollProperty {property_} ; kg:completeness <{_COMPLETENESS}{completeness}> ."


# Pattern of ?x, and what is counted in fi, sv, en.
_GAPS: tuple[tuple[str, tuple[str, str, str]], ...] = (
    (
        "?x a eli:LegalResource FILTER NOT EXISTS { ?x eli:responsibility_of_agent ?y }",
        (
            "säädöstä, joiden vastuuministeriö ei ole tiedossa",
            "författningar vilkas ansvariga ministerium inte är känt",
            "laws whose ministry is not known",
        ),
    ),
    (
        "?x a eli:LegalResource FILTER NOT EXISTS { ?x eli:first_date_entry_in_force ?y }",
        (
            "säädöstä, joiden voimaantulo ei ole tiedossa",
            "författningar vilkas ikraftträdande inte är känt",
            "laws whose entry into force is not known",
        ),
    ),
    (
        "?x a eli:LegalResource FILTER NOT EXISTS { ?x kg:lawStatus ?y }",
        (
            "säädöstä, joiden tila ei ole tiedossa",
            "författningar vilkas status inte är känd",
            "laws whose status is not known",
        ),
    ),
    (
        _roll("eli:has_part", "unknown"),
        (
            "säädöstä, joiden nykyiset pykälät eivät ole tiedossa",
            "författningar vilkas nuvarande paragrafer inte är kända",
            "laws whose present sections are not known",
        ),
    ),
    (
        "?x a kg:Body FILTER NOT EXISTS { ?x org:hasMember ?y }",
        (
            "toimielintä, joiden kaupungit eivät ole tiedossa",
            "organ vilkas städer inte är kända",
            "bodies whose cities are not known",
        ),
    ),
    (
        "?x a kg:Body FILTER NOT EXISTS { ?x kg:dateSet ?y }",
        (
            "toimielintä, joiden asettamispäivä ei ole tiedossa",
            "organ vilkas tillsättningsdag inte är känd",
            "bodies whose day of setting is not known",
        ),
    ),
    (
        "?x a kg:Body FILTER NOT EXISTS { ?x kg:hasTask ?y }",
        (
            "toimielintä, joiden tehtävät eivät ole tiedossa",
            "organ vilkas uppgifter inte är kända",
            "bodies whose tasks are not known",
        ),
    ),
    (
        "?x a kg:CityRegion FILTER NOT EXISTS { ?x org:hasMember ?y }",
        (
            "kaupunkiseutua, joiden kunnat eivät ole tiedossa",
            "stadsregioner vilkas kommuner inte är kända",
            "city regions whose members are not known",
        ),
    ),
    (
        _roll("org:hasMember", "partial"),
        (
            "jäsenluetteloa, jotka tunnetaan vain osittain",
            "medlemsförteckningar som är kända bara till en del",
            "rolls of members that are known only in part",
        ),
    ),
    (
        _roll("kg:party", "partial"),
        (
            "sopimusta, joiden kaikki osapuolet eivät ole tiedossa",
            "avtal vilkas alla parter inte är kända",
            "agreements whose parties are not all known",
        ),
    ),
    (
        _roll("kg:hasCommitment", "unknown"),
        (
            "sopimusta, joiden tekstiä ei ole luettu, joten sitoumukset eivät ole tiedossa",
            "avtal vilkas text inte har lästs, så att åtagandena inte är kända",
            "agreements whose text was not read, so that their commitments are not known",
        ),
    ),
    (
        "?x a kg:Agreement FILTER NOT EXISTS { ?x kg:dateSigned ?y }",
        (
            "sopimusta, joiden allekirjoituspäivä ei ole tiedossa",
            "avtal vilkas dag för undertecknande inte är känd",
            "agreements whose day of signing is not known",
        ),
    ),
    (
        "?x a kg:Task FILTER NOT EXISTS { ?x kg:steeredBy ?y }",
        (
            "tehtävää vailla tiedossa olevaa ohjaavaa ministeriötä",
            "uppgifter utan känt styrande ministerium",
            "tasks without a steering ministry",
        ),
    ),
    (
        "?x a kg:Municipality FILTER NOT EXISTS "
        "{ ?x skos:exactMatch ?y FILTER(CONTAINS(STR(?y), 'wikidata')) }",
        (
            "kuntaa vailla linkkiä Wikidataan",
            "kommuner utan länk till Wikidata",
            "municipalities without a link to Wikidata",
        ),
    ),
)


def gaps_of(store: Store) -> tuple[Gap, ...]:
    """Count what is not known.

    Args:
        store: the graph.

    Returns:
        The gaps there are.
    """
    found = []
    for pattern, words in _GAPS:
        result = store.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
        rows = result.rows if isinstance(result, Solutions) else ()
        count = int(str(rows[0]["n"])) if rows else 0
        if count:
            labels = tuple(Label(text, lang) for text, lang in zip(words, LANGUAGES, strict=True))
            found.append(Gap(count, labels))
    return tuple(found)

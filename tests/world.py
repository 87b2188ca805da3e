"""One tiny world that every test knows by heart: 3 cities, 2 ministries, 4 laws, 6 documents.

Helsinki (091, bilingual), Turku (853, bilingual, Åbo) and Pori (609, Finnish); the Ministry of
the Environment answers for land use, the Ministry of Finance for municipalities and state aid;
of the fourth law nobody says whose it is.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from kaupunkigraafi.tables import METADATA, load_tables

SOURCE = "source/world"
ROWS: dict[str, list[dict[str, str]]] = {
    "regions": [
        {"code": "01", "name_fi": "Uusimaa", "name_sv": "Nyland"},
        {"code": "02", "name_fi": "Varsinais-Suomi", "name_sv": "Egentliga Finland"},
        {"code": "04", "name_fi": "Satakunta", "name_sv": "Satakunta"},
    ],
    "municipalities": [
        {"code": "091", "name_fi": "Helsinki", "name_sv": "Helsingfors", "region": "01",
         "language_status": "1", "population": "658864", "population_year": "2022"},
        {"code": "853", "name_fi": "Turku", "name_sv": "Åbo", "region": "02",
         "language_status": "1"},
        {"code": "609", "name_fi": "Pori", "name_sv": "Björneborg", "region": "04",
         "language_status": "0"},
    ],
    "cities": [
        {"municipality": "091", "title": "kaupunki"},
        {"municipality": "853", "title": "kaupunki"},
        {"municipality": "609", "title": "kaupunki"},
    ],
    "ministries": [
        {"code": "YM", "name_fi": "ympäristöministeriö", "name_sv": "miljöministeriet"},
        {"code": "VM", "name_fi": "valtiovarainministeriö", "name_sv": "finansministeriet"},
    ],
    "organisations": [
        {"id": "state", "name_fi": "valtio", "name_sv": "staten", "name_en": "the State"},
        # The city's name is a firm's name too, as it happens.
        {"id": "pori-oy", "name_fi": "Pori"},
    ],
    "laws": [
        {"eli": "1999/132", "number": "132/1999", "title_fi": "Alueidenkäyttölaki",
         "title_sv": "Lag om områdesanvändning", "type": "laki", "ministry": "YM",
         "in_force_from": "2000-01-01", "status": "in-force"},
        {"eli": "2015/410", "number": "410/2015", "title_fi": "Kuntalaki",
         "title_sv": "Kommunallag", "type": "laki", "ministry": "VM",
         "in_force_from": "2015-05-01", "status": "in-force", "amendments": "14"},
        {"eli": "2021/618", "number": "618/2021",
         "title_fi": "Laki kunnan peruspalvelujen valtionosuudesta", "type": "laki",
         "ministry": "VM"},
        {"eli": "2003/423", "number": "423/2003", "title_fi": "Kielilaki",
         "title_sv": "Språklag"},
    ],
    "sections": [
        {"eli": "1999/132", "path": "luku/1/pykala/5", "number": "5 §",
         "heading_fi": "Kaavoituksen tavoitteet"},
    ],
    "bodies": [
        {"id": "TEM001-00-2020", "number": "TEM001:00/2020", "name_fi": "Kaupunkiryhmä",
         "name_sv": "Stadsgruppen", "date_set": "2020-01-16", "reported_status": "Käynnissä"},
    ],
    "representations": [
        {"id": "TEM001-00-2020/853", "body": "TEM001-00-2020", "party": "municipality/853",
         "role": "member"},
    ],
    "tasks": [
        {"id": "TEM001-00-2020/1", "body": "TEM001-00-2020", "position": "1",
         "label_fi": "kaupunkien yhteistyön edistäminen",
         "label_sv": "främjande av samarbetet mellan städerna",
         "label_en": "furthering cooperation of cities",
         "carried_by": "body/TEM001-00-2020"},
        {"id": "132-1999/5", "label_fi": "kaavoitus", "label_sv": "planläggning",
         "label_en": "land use planning", "based_on": "1999/132/luku/1/pykala/5",
         "steered_by": "YM"},
    ],
}  # fmt: skip

DOCUMENTS = {
    "kaavoitus.md": (
        "id: kaavoitus\ntitle: Kaavoitus kunnassa\nlanguage: fi\nissued: 2021-03-01\n"
        "concerns: [law/132-1999, municipality/853]",
        "# Kaavoitus\n\nKunta vastaa kaavoituksesta. Asukkaat osallistuvat kaavan laatimiseen "
        "Turussa ja muualla.\n\n## Osallistuminen\n\nKaavaluonnos on nähtävillä, ja mielipiteen "
        "saa lausua kirjallisesti.",
    ),
    "valtionosuus.md": (
        "id: valtionosuus\ntitle: Valtionosuudet\nlanguage: fi\nissued: 2022-06-15\n"
        "concerns: [law/618-2021]",
        "# Valtionosuudet\n\nValtio rahoittaa kunnan peruspalveluja valtionosuudella, joka "
        "maksetaan kuukausittain.",
    ),
    "segregaatio.md": (
        "id: segregaatio\ntitle: Segregaatio kaupungeissa\nlanguage: fi\nissued: 2023-01-10\n"
        "concerns: [municipality/091]",
        "# Segregaatio\n\nHelsingissä segregaatio näkyy koulujen oppilaaksiottoalueissa.",
    ),
    "planering.md": (
        "id: planering\ntitle: Planläggning i kommunen\nlanguage: sv\nissued: 2021-03-02\n"
        "concerns: [law/132-1999]",
        "# Planläggning\n\nKommunen ansvarar för planläggningen. Invånarna deltar i beredningen "
        "av planen.",
    ),
    "group.md": (
        "id: group\ntitle: The group of cities\nlanguage: en\nissued: 2020-02-01\n"
        "concerns: [body/TEM001-00-2020]",
        "# The group of cities\n\nThe group furthers the cooperation of the state and the "
        "cities. Turku is represented in it.",
    ),
    "kieli.md": (
        "id: kieli\ntitle: Kielelliset oikeudet\nlanguage: fi\nconcerns: [law/423-2003]",
        "# Kielelliset oikeudet\n\nKaksikielisessä kunnassa palvelut saa suomeksi ja ruotsiksi.",
    ),
}
_FRONT = (
    "type: summary\nauthority: own-summary\nsource: https://example.org/original\n"
    "summarises: https://example.org/original\n"
    "licence: https://creativecommons.org/licenses/by/4.0/"
)


def write_world(corpus: Path, metadata: Path) -> Path:
    """Write the world as a corpus folder."""
    records = corpus / "records"
    records.mkdir(parents=True)
    shutil.copyfile(metadata, records / METADATA)
    for name, table in load_tables(metadata).items():
        header = [column.name for column in table.printed]
        with (records / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="")
            writer.writeheader()
            writer.writerows({**row, "source": SOURCE} for row in ROWS.get(name, ()))
    (corpus / "sources.toml").write_text(
        '[[source]]\nid = "world"\ntitle = "A world for tests"\npublisher = "Nobody"\n'
        'licence = "https://creativecommons.org/publicdomain/zero/1.0/"\nread = 2026-01-01\n',
        encoding="utf-8",
    )
    documents = corpus / "documents"
    documents.mkdir()
    for name, (front, body) in DOCUMENTS.items():
        text = f"---\n{front}\n{_FRONT}\n---\n{body}\n"
        (documents / name).write_text(text, encoding="utf-8")
    return corpus

"""A government proposal is read whole and headed; its bills' sections are no law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.corpus.readers.samples import AKN, document_of

from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority

PROPOSAL = f"""<akomaNtoso xmlns="{AKN}" xmlns:finlex="http://data.finlex.fi/schema/finlex">
<doc name="main"><meta><identification source="#x"><FRBRWork>
<FRBRuri value="/akn/fi/doc/government-proposal/1999/77"/>
<FRBRdate date="1999-03-15" name="dateIssued"/></FRBRWork>
<FRBRExpression><FRBRlanguage language="fin"/></FRBRExpression></identification></meta>
<preface><p><docNumber>HE 77/1999 vp</docNumber></p>
<p><docTitle>Hallituksen esitys toreista</docTitle></p></preface>
<mainBody>
<hcontainer name="introduction"><heading>Pääasiallinen sisältö</heading>
<content><p>Ehdotetaan torilakia muutettavaksi.</p></content></hcontainer>
<hcontainer name="bills"><hcontainer name="bill"><heading>Laki torilain muuttamisesta</heading>
<hcontainer name="enactingClause"><content><p>muutetaan torilain (77/1998) 2 §</p></content>
</hcontainer>
<hcontainer name="statuteProvisionsWrapper"><section><num>2 §</num><heading>Tori</heading>
<subsection><content><p>Tori on kaikkien.</p></content></subsection></section></hcontainer>
</hcontainer></hcontainer>
</mainBody></doc></akomaNtoso>"""


def test_reasons_and_bills_are_read_in_order_and_headed(tmp_path: Path) -> None:
    document = document_of(tmp_path / "he.xml", PROPOSAL)
    assert document.text == (
        "HE 77/1999 vp Hallituksen esitys toreista\n\nPääasiallinen sisältö\n\n"
        "Ehdotetaan torilakia muutettavaksi.\n\nLaki torilain muuttamisesta\n\n"
        "muutetaan torilain (77/1998) 2 §\n\n2 § Tori\n\nTori on kaikkien."
    )
    assert [(s.number, s.heading) for s in document.sections] == [
        ("", "Pääasiallinen sisältö"), ("", "Laki torilain muuttamisesta"), ("2 §", "Tori")
    ]  # fmt: skip
    assert not any(span.iri for span in document.sections), "a bill is no law"


def test_it_says_what_it_is_and_whose(tmp_path: Path) -> None:
    document = document_of(tmp_path / "he.xml", PROPOSAL)
    assert (document.id, document.type) == ("he-1999-77-fin", "proposal")
    assert document.title == "Hallituksen esitys toreista (HE 77/1999 vp)"
    assert (document.language, document.issued) == ("fi", date(1999, 3, 15))
    assert document.authority is Authority.AUTHORITY_DOCUMENT
    assert document.source.endswith("/akn/fi/doc/government-proposal/1999/77/fin@")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("government-proposal", "treaty", "read are statutes and government proposals"),
        ('language="fin"', 'language="eng"', "is in eng"),
        ("<mainBody>", "<mainBody/><other>", "no text in its body"),
    ],
)
def test_other_documents_are_refused_with_the_remedy(
    tmp_path: Path, before: str, after: str, reason: str
) -> None:
    content = PROPOSAL.replace(before, after)
    if after.endswith("<other>"):
        content = content.replace("</mainBody>", "</other>")
    with pytest.raises(UnreadableDocument, match=reason) as raised:
        document_of(tmp_path / "he.xml", content)
    assert "save" in str(raised.value) or "take" in str(raised.value)


def test_a_day_that_is_none_is_not_known(tmp_path: Path) -> None:
    content = PROPOSAL.replace("1999-03-15", "1999-15-03")
    assert document_of(tmp_path / "he.xml", content).issued is None

"""Made-up files of every format: a law, a law that amends it, a project page, and a writer."""

from __future__ import annotations

from pathlib import Path

from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.model import Document, Reading

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LAW = "http://data.finlex.fi/eli/sd/1998/77"

SECTIONS_FI = """
<hcontainer name="statuteProvisionsWrapper">
  <part><num>I OSA</num><heading>YLEISTÄ</heading>
    <chapter eId="chp_1"><num>1 luku</num><heading>Puistot</heading>
      <section eId="sec_1"><num>1\u00a0§</num><heading>Tarkoi\u00adtus</heading>
        <subsection><content><p>Laki koskee kaupungin puistoja.</p></content></subsection>
        <subsection>
          <intro><p>Puisto on:</p></intro>
          <paragraph><num>1)</num><content><p>julkinen alue;</p></content></paragraph>
          <paragraph><num>2)</num><content><p>hoidettu.</p></content></paragraph>
        </subsection>
      </section>
      <section eId="sec_1"><num>1 a §</num>
        <subsection><content><p>Penkki\u0308 on puistossa.</p></content></subsection>
      </section>
    </chapter>
  </part>
  <part><num>II OSA</num><heading>HOITO</heading>
    <chapter><num>2 a luku</num><heading>Hoito</heading>
      <section><num>2 §</num><heading>Hoitaja</heading>
        <subsection><content><p>Puistoa hoitaa kaupunki.</p>
          <table><tr><td><p>puu</p></td><td><p>10</p></td></tr></table></content></subsection>
      </section>
      <section><num>3–5 §</num>
        <subsection><content><p>3–5 § on kumottu.</p></content></subsection>
      </section>
    </chapter>
  </part>
</hcontainer>
<hcontainer name="conclusions">
  <hcontainer name="preliminaryWork"><content><p>HE 1/1998</p></content></hcontainer>
  <hcontainer name="signatures"><content>
    <p><signature><role>Presidentti</role> <person>Nimi Nimetön</person></signature></p>
  </content></hcontainer>
</hcontainer>
"""

SECTIONS_SV = """
<hcontainer name="statuteProvisionsWrapper">
  <chapter><num>1 kap.</num><heading>Parkerna</heading>
    <section><num>1 §</num><heading>Syfte</heading>
      <subsection><content><p>Lagen gäller stadens parker.</p></content></subsection>
    </section>
    <section><num>1 a §</num>
      <subsection><content><p>Bänken står i parken.</p></content></subsection>
    </section>
  </chapter>
  <chapter><num>2 a kap.</num><heading>Skötsel</heading>
    <section><num>2 §</num><heading>Skötare</heading>
      <subsection><content><p>Staden sköter parken.</p></content></subsection>
    </section>
  </chapter>
</hcontainer>
"""

QUOTING = """
<section><num>1 §</num><heading>Muutos</heading>
  <subsection><content><p>Puistolain 2 § kuuluu:
    <mod><quotedStructure>
      <section><num>2 §</num><heading>Lainattu</heading>
        <subsection><content><p>Puistoa hoitaa joku muu.</p></content></subsection>
      </section>
    </quotedStructure></mod></p></content></subsection>
</section>
<section><num>2 §</num><heading>Voimaantulo</heading>
  <subsection><content><p>Laki tulee voimaan.</p></content></subsection>
</section>
"""


def statute(
    body: str,
    *,
    language: str = "fin",
    kind: str = "statute",
    expression: str = "",
    proprietary: str = '<finlex:categoryStatute refersTo="#new-statute"/>',
    preamble: str = "<formula><p>Eduskunnan päätöksen mukaisesti säädetään:</p></formula>",
) -> str:
    """An act in Akoma Ntoso, in the shape in which Finlex serves it."""
    shown, title = ("Lag", "Parklag") if language == "swe" else ("Laki", "Puisto laki")
    return f"""<akomaNtoso xmlns="{AKN}" xmlns:finlex="http://data.finlex.fi/schema/finlex">
<act contains="originalVersion" name="main"><meta>
<identification source="#organization_fi.finlex">
  <FRBRWork><FRBRuri value="/akn/fi/act/{kind}/1998/77"/>
    <FRBRdate date="1998-02-03" name="dateIssued"/>
    <FRBRdate date="1998-02-05" name="datePublished"/></FRBRWork>
  <FRBRExpression><FRBRuri value="/akn/fi/act/{kind}/1998/77/{language}@"/>
    {expression}<FRBRlanguage language="{language}"/></FRBRExpression>
</identification>
<references><TLCConcept eId="act" showAs="{shown}"/>
  <TLCOrganization eId="fi.ministry" showAs="Ympäristöministeriö"/></references>
<proprietary><finlex:typeStatute refersTo="#act"/>{proprietary}</proprietary>
</meta>
<preface><p><docNumber>77/1998</docNumber> <docTitle>{title} </docTitle></p></preface>
<preamble>{preamble}</preamble>
<body>{body}</body></act></akomaNtoso>"""


PAGE = """Toriasiain neuvottelukunta

OM012:00/2018 Toimielin

Neuvottelukunta huolehtii toreista.

Hankkeen perustiedot Päättynyt

Hankenumero OM012:00/2018

Asettaja oikeusministeriö

Toimikausi/aikataulu 1.3.2018 – 31.12.2019

Asettamispäivä 5.2.2018

Toimielimen tyyppi Työryhmä

Tavoitteet ja tuotokset

Torit säilyvät.

Torit kehittyvät.

Tiivistelmä

Neuvottelukunta kokoaa torien ystävät.

Neuvottelukunnassa ovat edustettuina kaupungit sekä Suomen Kuntaliitto.

Lähtökohdat

Tehtävänä on
1. laskea torit;
2. kuulla mm. toriväkeä
ja kauppiaita; sekä
3. raportoida.

Lisätietoja antaa ministeriö.
"""


def reading_of(path: Path, content: str | bytes) -> Reading:
    """Write a file and read it."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path)


def document_of(path: Path, content: str | bytes) -> Document:
    """Write a file and return the one document in it."""
    (document,) = reading_of(path, content).documents
    return document


def rows_of(reading: Reading, table: str) -> list[dict[str, str]]:
    """The records of a table, without the columns that say nothing."""
    found = [dict(record.values) for record in reading.records if record.table == table]
    return [{name: value for name, value in row.items() if value} for row in found]

"""The closed lists: what exists, what does not, and what was perhaps meant."""

import subprocess
import sys

import pytest
import rdflib.namespace

from marc2rdf.vocab import terms


def test_every_list_is_readable_and_says_where_it_is_from():
    for prefix in sorted(terms.CLOSED):
        names = terms.locals_of(prefix)
        assert names == sorted(set(names)) and len(names) >= 4
        assert terms.namespace(prefix).startswith("http")
        assert len(terms.source(prefix)) > 10
        for name in names:
            found = terms.term(f"{prefix}:{name}")
            assert found is not None and found.name == f"{prefix}:{name}"
            assert terms.kind(found.name) in {"class", "property", "datatype", "individual"}


def test_how_many_terms_the_lists_of_bibliographic_terms_have():
    bibo = [terms.term(f"bibo:{name}") for name in terms.locals_of("bibo")]
    counts = {kind: sum(found.kind == kind for found in bibo) for kind in {t.kind for t in bibo}}
    assert counts == {
        "class": 59,
        "object property": 30,
        "datatype property": 37,
        "individual": 12,
    }
    assert len(terms.locals_of("dcterms")) == 98
    assert len(terms.locals_of("foaf")) == 75
    assert len(terms.locals_of("skos")) == 32
    assert len(terms.locals_of("marcrel")) == 310
    assert len(terms.locals_of("rdau")) == 213
    assert len(terms.locals_of("dcmitype")) == 12


@pytest.mark.parametrize(
    "curie",
    """bibo:AcademicArticle bibo:pageStart bibo:degrees/phd bibo:status/peerReviewed
    dcterms:isPartOf dcterms:ISO639-2 foaf:isPrimaryTopicOf skos:prefLabel rdf:type rdf:List
    rdf:_12 rdfs:seeAlso owl:sameAs xsd:gYear xsd:anyURI dcmitype:StillImage void:Dataset
    void:class dcat:Distribution prov:wasGeneratedBy schema:GeoShape schema:box
    schema:startDate rdau:P60163 rdau:P60493 rdau:P60489 rdau:P60339 rdau:P60999 marcrel:dgg
    marcrel:mfr edtf:EDTF edtf:EDTF-level1 rdf:langString""".split(),
)
def test_these_exist(curie):
    assert terms.has(*curie.split(":"))
    assert terms.kind(curie)


@pytest.mark.parametrize(
    "curie",
    """bibo:illustrator bibo:author bibo:journal bibo:record bibo:year bibo:Score bibo:issnl
    bibo:Dataset bibo:orcid dcterms:author dcterms:Title foaf:familyname skos:preflabel rdf:_0
    rdf:_ rdf:Type rdfs:seealso owl:sameas xsd:year4 dcmitype:Book rdau:P603399 rdau:P70001
    rdau:placeOfPublication marcrel:auth edtf:edtf bibo: dcterms:""".split(),
)
def test_these_do_not(curie):
    prefix, _, local = curie.partition(":")
    assert not terms.has(prefix, local)
    assert terms.term(curie) is None and terms.kind(curie) == ""


@pytest.mark.parametrize("prefix", ["lang", "country", "loc", "issn", "ex", ""])
def test_open_prefixes_take_any_name(prefix):
    assert not terms.is_closed(prefix)
    assert terms.has(prefix, "whatever")
    assert terms.locals_of(prefix) == [] and terms.suggest(prefix, "whatever") == []
    assert terms.namespace(prefix) == "" and terms.source(prefix) == ""


@pytest.mark.parametrize(
    ("prefix", "local", "meant"),
    [
        ("bibo", "pagestart", "pageStart"),
        ("bibo", "PageStart", "pageStart"),
        ("bibo", "pageStat", "pageStart"),
        ("bibo", "journal", "Journal"),
        ("bibo", "translater", "translator"),
        ("dcterms", "titel", "title"),
        ("dcterms", "ispartof", "isPartOf"),
        ("dcterms", "isPartof", "isPartOf"),
        ("foaf", "familyname", "familyName"),
        ("skos", "prefLable", "prefLabel"),
        ("rdf", "Type", "type"),
        ("schema", "startdate", "startDate"),
    ],
)
def test_suggestions(prefix, local, meant):
    assert terms.suggest(prefix, local)[0] == meant


def test_suggestions_are_few_and_real():
    for wrong in ("isbn12", "EditetBook", "xyzzy", "", "x" * 10_000):
        found = terms.suggest("bibo", wrong)
        assert len(found) <= 3
        assert all(terms.has("bibo", name) for name in found)
    assert terms.suggest("bibo", "xyzzy") == []


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("dcterms", "DCTERMS"), ("foaf", "FOAF"), ("skos", "SKOS"), ("xsd", "XSD"), ("rdf", "RDF")],
)
def test_lists_agree_with_rdflib(prefix, name):
    namespace = getattr(rdflib.namespace, name)
    base = str(namespace._NS)
    assert terms.namespace(prefix) == base
    theirs = {str(iri)[len(base) :] for iri in dir(namespace) if str(iri).startswith(base)}
    theirs |= set(namespace._extras)
    assert set(terms.locals_of(prefix)) - theirs <= {"ISO639-2", "ISO639-3"}
    assert theirs - set(terms.locals_of(prefix)) == set()


def test_properties_with_iri_values():
    iris = terms.properties_with_iri_values()

    def among(curie):
        prefix, _, local = curie.partition(":")
        return terms.namespace(prefix) + local in iris

    yes = "dcterms:isPartOf dcterms:creator bibo:editor bibo:translationOf foaf:primaryTopic"
    yes += " foaf:page foaf:isPrimaryTopicOf marcrel:ill skos:inScheme rdfs:seeAlso owl:sameAs"
    no = "bibo:authorList bibo:editorList bibo:uri bibo:doi bibo:issn dcterms:title foaf:name"
    no += " dcterms:audience dcterms:spatial dcterms:medium dcterms:rightsHolder foaf:phone"
    no += " dcterms:bibliographicCitation skos:memberList rdf:type"
    assert [curie for curie in yes.split() if not among(curie)] == []
    assert [curie for curie in no.split() if among(curie)] == []
    for prefix in terms.CLOSED:
        for name in terms.locals_of(prefix):
            if terms.namespace(prefix) + name in iris:
                assert terms.kind(f"{prefix}:{name}") == "property"


def test_rdflib_is_not_imported_for_the_lists():
    code = (
        "import sys; from marc2rdf.vocab import terms, languages, scripts;"
        "terms.has('bibo', 'x'); languages.tag_of('fre'); scripts.script_of('x');"
        "sys.exit('rdflib' in sys.modules or 'pymarc' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_namespaces_are_those_that_the_writers_use():
    prefixes = pytest.importorskip("marc2rdf.rdf.prefixes")
    for prefix in terms.CLOSED:
        assert prefixes.BUILT_IN[prefix] == terms.namespace(prefix), prefix

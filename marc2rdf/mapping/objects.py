"""From a value to the object of a statement: an IRI, a typed literal, or one with a language."""

from __future__ import annotations

import re
import unicodedata

from marc2rdf.mapping.literals import typed
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.transforms import NUMBERS
from marc2rdf.rdf import iri
from marc2rdf.rdf.terms import IRI, Literal
from marc2rdf.vocab.languages import tag_of
from marc2rdf.vocab.scripts import language_tag


class Objects:
    """Makes objects as a clause's ``as`` and ``lang`` say."""

    def __init__(self, names: Names, read: Reading) -> None:
        self.names = names
        self.read = read

    def make(self, clause: Clause, scope: Scope, text: str) -> IRI | Literal | None:
        """Make the object of a text; None, and a notice, when it has not the form it should.

        Over a linked 880 only plain literals are said, and only what differs from the original.
        """
        text = unicodedata.normalize("NFC", text)
        if scope.linked and (clause.datatype or clause.table or _is_same(clause, scope)):
            return None
        if clause.datatype == "iri":
            return self._iri(clause, scope, text)
        if clause.datatype:
            return self._typed(clause, scope, text)
        if scope.linked or (scope.view is not None and scope.view.script and not scope.authored):
            words = not any(transform.name in NUMBERS for transform in clause.do)
            return Literal(text, language=self._script_tag(text, scope) if words else "")
        return Literal(text, language=self._language(clause, scope))

    def _iri(self, clause: Clause, scope: Scope, text: str) -> IRI | None:
        made = self.names.expand(text) if scope.authored else None
        if made is None and iri.is_valid(text):
            made = IRI(text)
        if made is None:
            self.read.notice("iri-invalid", f"'{text}' is no IRI", clause, scope)
        return made

    def _typed(self, clause: Clause, scope: Scope, text: str) -> Literal | None:
        found = typed(text, clause.datatype, self.read.view.control("005")[:4])
        if found is None and text.strip("|# "):
            what = f"'{text}' cannot be read as {clause.datatype.rpartition('#')[2]}"
            self.read.notice("datatype-invalid", what, clause, scope)
        return found

    def _script_tag(self, text: str, scope: Scope) -> str:
        view = scope.twin if scope.linked else scope.view
        language = self._record_language()
        return language_tag(text, language) or language_tag(view.printed if view else "", language)

    def _language(self, clause: Clause, scope: Scope) -> str:
        if not clause.lang:
            return ""
        if clause.lang == "record":
            return self._record_language()
        if isinstance(clause.lang, str):
            return clause.lang
        code = next(iter(self.read.texts(clause.lang, scope)), "").strip().lower()
        return tag_of(code) or (code if re.fullmatch("[a-z]{2}", code) else "")

    def _record_language(self) -> str:
        return tag_of(self.read.view.control("008")[35:38].lower())


def _is_same(clause: Clause, scope: Scope) -> bool:
    """Tell whether the linked 880 has the value in the same letters as the original."""
    return clause.template is None and scope.twin_value == scope.value

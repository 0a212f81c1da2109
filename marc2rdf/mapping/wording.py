"""The wording of a statement: templates, types, languages, terms and lists of what it says."""

from __future__ import annotations

import re

from marc2rdf.mapping.names import SCHEMES
from marc2rdf.mapping.pieces import Pieces
from marc2rdf.mapping.plan import ListOrder
from marc2rdf.mapping.problems import Place
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.source import Map, Node, Text
from marc2rdf.mapping.templates import WHOLE, Template, TemplateError, parse_template
from marc2rdf.rdf import iri
from marc2rdf.rdf.terms import IRI

TYPES = ("iri", "literal", "int", "year", "date", "datetime", "edtf", "bool")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_PREFIX = re.compile(r"([A-Za-z][\w-]*):(?!//)")


class Wording:
    """Reads how a statement says its values."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._names = pieces.names

    def template(self, text: Text, for_iri: bool) -> Template | None:
        """Read a template; one for an IRI must be able to give one."""
        try:
            template = parse_template(text.value)
        except TemplateError as error:
            self._pieces.problems.add(text.place, "template", str(error))
            return None
        for slot in template.slots:
            self._pieces.check_names([slot.selector], text.place)
            for name in slot.transforms:
                self._pieces.transform(Text(name, text.place))
        return self._iri_template(template, text.place) if for_iri else template

    def _iri_template(self, template: Template, place: Place) -> Template | None:
        first = template.parts[0] if template.parts else ""
        if not isinstance(first, str):
            if len(template.parts) > 1 and first.selector.name not in WHOLE:
                what = f"'{template.text}' cannot give an IRI"
                hint = "begin with {base}, {iri}, a prefix or a scheme"
                self._pieces.problems.add(place, "template", what, hint)
            return template
        if not template.slots:
            term = self._names.term(first, "", place, self._pieces.problems)
            return Template(template.text, (term,)) if term is not None else None
        match = _PREFIX.match(first)
        if match and match[1] in self._names.prefixes:
            first = self._names.prefixes[match[1]] + first[match.end() :]
        elif match and match[1] not in SCHEMES:
            known = self._names.prefixes
            self._pieces.problems.unknown(place, "unknown-prefix", "prefix", match[1], known)
            return None
        filled = first + "".join(p if isinstance(p, str) else "x" for p in template.parts[1:])
        if not iri.is_valid(filled):
            hint = "begin with {base}, {iri}, a prefix or a scheme"
            self._pieces.problems.add(
                place, "template", f"'{template.text}' gives no valid IRI", hint
            )
        return Template(template.text, (first, *template.parts[1:]))

    def datatype(self, node: Node | None) -> str:
        """Read ``as``: one of the short types, or the IRI of a datatype."""
        if not isinstance(node, Text):
            return ""
        if node.value in TYPES:
            return "" if node.value == "literal" else node.value
        if ":" not in node.value:
            self._pieces.problems.unknown(node.place, "unknown-type", "type", node.value, TYPES)
            return ""
        return self._names.term(node.value, "datatype", node.place, self._pieces.problems) or ""

    def language(self, node: Node | None) -> str | Selector:
        """Read ``lang``: a tag, ``record``, or the selector of a language."""
        if not isinstance(node, Text) or node.value == "none":
            return ""
        if "$" in node.value or "/" in node.value:
            found = self._pieces.alternatives(node)
            return found[0] if found else ""
        if node.value != "record" and not _LANGUAGE.fullmatch(node.value):
            what = f"'{node.value}' is no language tag"
            self._pieces.problems.add(
                node.place, "language", what, "such as fr, $y, record or none"
            )
        return node.value

    def list_order(self, node: Node | None) -> ListOrder | None:
        """Read ``list``."""
        if not isinstance(node, Map):
            return None
        holder, only = self.term(node.get("property")), self.term(node.get("only"))
        return ListOrder(holder, only) if holder else None

    def term(self, node: Node | None, wanted: str = "property") -> IRI | None:
        """Read a property or class."""
        if not isinstance(node, Text):
            return None
        return self._names.term(node.value, wanted, node.place, self._pieces.problems)

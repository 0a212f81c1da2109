"""Statements to bytes: terms, IRIs, prefixes, and writers for Turtle, JSON-LD and N-Triples."""

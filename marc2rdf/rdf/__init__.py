"""Statements to bytes: terms, IRIs, prefixes, and a writer for each notation."""

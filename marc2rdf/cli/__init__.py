"""The commands: one thin module each; all work is done in the packages below."""

from __future__ import annotations

from marc2rdf.cli.main import main

__all__ = ["main"]

"""What the vocabularies hold: closed lists of terms, languages, scripts.

The lists are CSV files in ``data`` and tables in ``mappings/tables``; nothing here opens a
socket or imports rdflib.
"""

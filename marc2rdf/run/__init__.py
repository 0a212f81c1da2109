"""A run: sources through a mapping into a writer, with an account of every record.

``pipeline`` does it; ``report`` counts and warns, ``keys`` keeps two records apart, ``sink``
lets a file appear only when it is complete, ``rejects`` keeps what could not be used.
"""

"""An open-data dump: numbered parts, their description, and how to check them.

``job`` says what is to be done and ``making`` does it; ``items`` cuts the sources into parts,
``part`` converts one, ``workers`` several at once, ``state`` remembers what is finished.
``ownership`` tells what belongs to one record, ``sorting`` brings what many records state
together, ``shared`` writes it.  ``counts`` and ``tally`` count, ``void``, ``dcat``, ``readme``
and ``page`` describe, ``verify`` checks.
"""

"""Plans as generated Python source: what `convert` runs.

``code`` writes lines and names constants, ``reading`` turns selectors and conditions into
expressions, ``values`` and ``statements`` turn clauses into the lines that say them, ``pieces``
gathers what rules say of one field by tag, ``reads`` tells what it depends on besides, and
``source`` puts the functions of a plan together.  ``program`` runs them: ``run`` is one record
on its way, ``saying`` has its fields say what they say, ``memory`` knows what they said before,
and ``runtime`` holds what the functions call.  The interpreter of the plan
(``mapping.interpret``) is the oracle: both give the same statements in the same order with the
same warnings.
"""

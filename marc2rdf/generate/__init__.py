"""Plans as generated Python source: what `convert` runs.

``code`` writes lines and names constants, ``reading`` turns selectors and conditions into
expressions, ``values`` and ``statements`` turn clauses into the lines that say them,
``program`` puts the functions of a plan together and runs them, and ``runtime`` holds what
they call.  The interpreter of the plan (``mapping.interpret``) is the oracle: both give the
same statements in the same order with the same warnings.
"""

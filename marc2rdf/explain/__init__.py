"""Why a record became what it did: where each statement comes from, and what nothing took.

The interpreter of the plan runs as it always does, on texts that remember (``traced.py``).
"""

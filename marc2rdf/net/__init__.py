"""The guarded way to the net: addresses that may be asked, and a client that bounds every answer.

Links come from records, and records from strangers.
"""

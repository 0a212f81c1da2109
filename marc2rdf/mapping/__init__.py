"""From YAML to a plan, and from a plan and a record to statements.

``source`` reads YAML with the place of every word; ``extends`` lays mappings over one
another; ``shape`` and ``schema`` say which keys may stand where; ``compile`` makes the plan
(``plan``) out of selectors, conditions, transforms, parts, templates and tables;
``interpret`` runs it; ``examples`` proves a rule on its own examples.
"""

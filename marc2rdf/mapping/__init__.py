"""From YAML to a plan, and from a plan and a record to statements.

``source`` reads YAML with the place of every word; ``extends`` lays mappings over one
another; ``shape`` and ``schema`` say which keys may stand where; ``compile`` makes the plan
(``plan``): ``pieces`` reads where values come from (selectors, conditions, transforms,
parts), ``wording`` how they are said, ``clauses`` whole statements, ``tables`` the tables.

``interpret`` runs a plan: ``view`` and ``reading`` look at the record, ``comparing`` holds
conditions against it, ``values`` gives the values of a statement, ``objects`` and
``filling`` make terms of them.  ``examples`` proves a rule on its own examples.
"""

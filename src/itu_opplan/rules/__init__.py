"""Rules about a plan as a whole: one small function per rule, and `validating`, which runs them.

A rule is a function with `@rule(id, severity)` in the module of its group. Its docstring is its entry in the catalogue;
its example, with the expected findings, is `tests/data/rules/<id>.toml`. After a change, `python docs/make_rules.py`
writes the catalogue, and `tests/plans/test_findings.py` shows the findings in the shipped plan. Rules read what
stands all over a plan with `gathered`, tables of results with `printed`, and rows of figures with `figures.rows_of`;
what several of them work out is `shared`. Errors in a draft belong in `references`: loading imports no other rules.
"""

from .looking import errors

__all__ = ["errors"]

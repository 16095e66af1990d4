"""Documents beside a plan: load and write files of rates and of other kinds; each has three functions."""

from ..model.accepted import Accepted
from ..model.actuals import Actuals
from ..model.changes import Changes
from ..model.crosswalk import Crosswalk
from ..model.decisions import Decisions
from ..model.rates import Rates
from .documents import Source, find_parts, make_part, make_tables, read_parts
from .emit import unparse
from .kinds import ACCEPTED, ACTUALS, CHANGES, CROSSWALK, DECISIONS, RATES

__all__ = [
    "dumps_accepted",
    "dumps_actuals",
    "dumps_changes",
    "dumps_crosswalk",
    "dumps_decisions",
    "dumps_rates",
    "load_accepted",
    "load_actuals",
    "load_changes",
    "load_crosswalk",
    "load_decisions",
    "load_rates",
    "loads_accepted",
    "loads_actuals",
    "loads_changes",
    "loads_crosswalk",
    "loads_decisions",
    "loads_rates",
]


def load_rates(source: Source) -> Rates:
    """The rates in a file or a binary file object.

    Raises:
        FormatError: there are no rates to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: the rates have errors; all of them are named, each with file and line.

    >>> load_rates("no-such-rates.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-rates.toml: no such file or folder
    """
    return read_parts(RATES, find_parts(RATES, source))


def loads_rates(text: str | bytes, *, name: str = "<text>") -> Rates:
    """The rates in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_rates`.

    >>> loads_rates('kind = "rates"\\nformat = 1\\ncode = "none"\\ntitle = "No rates at all"\\ncurrency = "CHF"')
    <Rates: none, 0 prices, CHF>
    """
    return read_parts(RATES, make_part(RATES, text, name))


def dumps_rates(rates: Rates) -> str:
    """The rates as one TOML text; the same rates give the same text on every machine.

    >>> print(dumps_rates(Rates(code="none", title="No rates at all", currency="CHF")))
    kind = "rates"
    format = 1
    code = "none"
    title = "No rates at all"
    currency = "CHF"
    <BLANKLINE>
    """
    return unparse(make_tables(RATES, rates))


def load_changes(source: Source) -> Changes:
    """The changes in a file or a binary file object: a scenario, a corrigendum.

    Raises:
        FormatError: there are no changes to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: the changes have errors; all of them are named, each with file and line.

    >>> load_changes("no-such-changes.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-changes.toml: no such file or folder
    """
    return read_parts(CHANGES, find_parts(CHANGES, source))


def loads_changes(text: str | bytes, *, name: str = "<text>") -> Changes:
    """The changes in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_changes`.

    >>> loads_changes('kind = "changes"\\nformat = 1\\ncode = "none"\\ntitle = "No changes"')
    <Changes none: 0 changes>
    """
    return read_parts(CHANGES, make_part(CHANGES, text, name))


def dumps_changes(changes: Changes) -> str:
    """The changes as one TOML text; the same changes give the same text on every machine.

    >>> from itu_opplan import Change
    >>> status = Change(path="status", old="draft", new="published", reason="adopted")
    >>> print(dumps_changes(Changes(code="status", title="Adopted", changes=[status])))
    kind = "changes"
    format = 1
    code = "status"
    title = "Adopted"
    changes = [
        { path = "status", kind = "changed", old = "draft", new = "published", reason = "adopted" },
    ]
    <BLANKLINE>
    """
    return unparse(make_tables(CHANGES, changes))


def load_crosswalk(source: Source) -> Crosswalk:
    """The crosswalk in a file or a binary file object.

    Raises:
        FormatError: there is no crosswalk to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: the crosswalk has errors; all of them are named, each with file and line.

    >>> load_crosswalk("no-such-crosswalk.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-crosswalk.toml: no such file or folder
    """
    return read_parts(CROSSWALK, find_parts(CROSSWALK, source))


def loads_crosswalk(text: str | bytes, *, name: str = "<text>") -> Crosswalk:
    """The crosswalk in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_crosswalk`.

    >>> loads_crosswalk('kind = "crosswalk"\\nformat = 1\\ncode = "none"\\ntitle = "Nothing changes"')
    <Crosswalk none: 0 departments to 0>
    """
    return read_parts(CROSSWALK, make_part(CROSSWALK, text, name))


def dumps_crosswalk(crosswalk: Crosswalk) -> str:
    """The crosswalk as one TOML text; the same crosswalk gives the same text on every machine.

    >>> from itu_opplan import CrosswalkLink
    >>> link = CrosswalkLink(from_="SPU", to="SPM", basis="assumed")
    >>> print(dumps_crosswalk(Crosswalk(code="new", title="The new structure", links=[link])))
    kind = "crosswalk"
    format = 1
    code = "new"
    title = "The new structure"
    links = [
        { from = "SPU", to = "SPM", basis = "assumed" },
    ]
    <BLANKLINE>
    """
    return unparse(make_tables(CROSSWALK, crosswalk))


def load_decisions(source: Source) -> Decisions:
    """The decisions in a file or a binary file object.

    Raises:
        FormatError: there are none to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: the decisions have errors; all of them are named, each with file and line.

    >>> load_decisions("no-such-decisions.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-decisions.toml: no such file or folder
    """
    return read_parts(DECISIONS, find_parts(DECISIONS, source))


def loads_decisions(text: str | bytes, *, name: str = "<text>") -> Decisions:
    """The decisions in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_decisions`.

    >>> loads_decisions('kind = "decisions"\\nformat = 1\\ncode = "none"\\ntitle = "None yet"\\nplan = "p"').decisions
    ()
    """
    return read_parts(DECISIONS, make_part(DECISIONS, text, name))


def dumps_decisions(decisions: Decisions) -> str:
    """The decisions as one TOML text; the same decisions give the same text on every machine.

    >>> print(dumps_decisions(Decisions(code="none", title="None yet", plan="p")))
    kind = "decisions"
    format = 1
    code = "none"
    title = "None yet"
    plan = "p"
    <BLANKLINE>
    """
    return unparse(make_tables(DECISIONS, decisions))


def load_actuals(source: Source) -> Actuals:
    """The actuals in a file or a binary file object.

    Raises:
        FormatError: there are none to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: the actuals have errors; all of them are named, each with file and line.

    >>> load_actuals("no-such-actuals.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-actuals.toml: no such file or folder
    """
    return read_parts(ACTUALS, find_parts(ACTUALS, source))


def loads_actuals(text: str | bytes, *, name: str = "<text>") -> Actuals:
    """The actuals in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_actuals`.

    >>> head = 'kind = "actuals"\\nformat = 1\\ncode = "june"\\ntitle = "To June"\\nplan = "p"\\nsource = "time sheets"'
    >>> loads_actuals(head + "\\nas_of = 2008-06-30")
    <Actuals june: p as of 2008-06-30>
    """
    return read_parts(ACTUALS, make_part(ACTUALS, text, name))


def dumps_actuals(actuals: Actuals) -> str:
    """The actuals as one TOML text; the same actuals give the same text on every machine.

    >>> import datetime
    >>> day = datetime.date(2008, 6, 30)
    >>> print(dumps_actuals(Actuals(code="june", title="To June", plan="p", as_of=day, source="time sheets")))
    kind = "actuals"
    format = 1
    code = "june"
    title = "To June"
    plan = "p"
    as_of = 2008-06-30
    source = "time sheets"
    <BLANKLINE>
    """
    return unparse(make_tables(ACTUALS, actuals))


def load_accepted(source: Source) -> Accepted:
    """The accepted findings in a file or a binary file object.

    Raises:
        FormatError: there are none to read: a missing path, a folder, not UTF-8, not TOML, another kind of file.
        InvalidPlan: they have errors; all of them are named, each with file and line.

    >>> load_accepted("no-such-findings.toml")
    Traceback (most recent call last):
    itu_opplan.errors.FormatError: no-such-findings.toml: no such file or folder
    """
    return read_parts(ACCEPTED, find_parts(ACCEPTED, source))


def loads_accepted(text: str | bytes, *, name: str = "<text>") -> Accepted:
    """The accepted findings in a text.

    Args:
        text: the TOML, as text or as UTF-8 bytes.
        name: what messages call it.

    Raises:
        FormatError, InvalidPlan: as `load_accepted`.

    >>> loads_accepted('kind = "accepted"\\nformat = 1\\ncode = "none"\\ntitle = "None yet"')
    <Accepted: none, 0 findings>
    """
    return read_parts(ACCEPTED, make_part(ACCEPTED, text, name))


def dumps_accepted(accepted: Accepted) -> str:
    """The accepted findings as one TOML text, in the order of their keys; the same give the same text everywhere.

    >>> from itu_opplan import accept, bundled, validate
    >>> report = validate(bundled("gs-2008-2011"), select="OP401")
    >>> print(dumps_accepted(accept(report, reason="SPU was to get a fifth post")))
    kind = "accepted"
    format = 1
    code = "accepted"
    title = "Accepted findings"
    <BLANKLINE>
    [[accepted]]
    key = "OP401 departments.SPU.staffing[total, 2008]"
    reason = "SPU was to get a fifth post"
    found = "the outputs ask SPU for 51.9 work-months in 2008; it has 48"
    expected = "48"
    actual = "51.9"
    <BLANKLINE>
    """
    return unparse(make_tables(ACCEPTED, accepted))

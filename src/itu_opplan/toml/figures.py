"""The `figures` of an entity: its tables of the plan's own measures; and what is said where they are written wrong."""

from collections.abc import Collection
from decimal import Decimal

import attrs

from ..errors import InvalidPlan
from ..legible import suggest_code
from ..model.fields import kinds
from ..model.keyed import Keyed, to_keyed
from ..model.measures import BUILT_IN, Measure, base_name, has_figures
from ..model.plan import COLLECTIONS
from ..model.purposes import as_word
from ..model.shapes import COUNT, Shape, dim_complaint
from ..problem import Problem, fault
from ..units import complain_about
from ..wording import close_matches, quote, suggestions
from . import rows
from .complaints import put_below, read_text, shape_error
from .hooks import HOOKS, Hook, list_hook

__all__ = ["advise_on_figures", "bare_hook", "guess_shape", "owner_of", "read_figures"]

_TEXTS = list_hook(HOOKS["text"])


def owner_of(cls: type[attrs.AttrsInstance]) -> str:
    """The collection of the plan that has the entities of a class; `plan` for the plan itself."""
    return next((name for name, held in COLLECTIONS.items() if held.of is cls), "plan")


def read_figures(owner: str, value: object) -> Keyed[object]:
    """The tables of an entity by the code of their measure, and what stands beside them."""
    if not isinstance(value, dict):
        raise shape_error(f"must be a table of tables, each named by its measure, got {quote(value)}", value)
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for key, item in value.items():
        published = key.startswith("published_")
        beside = key.endswith(("_section", "_assumed"))
        try:
            context = rows.CONTEXT.get() if beside else rows.context()
            measure = context.measures.get(base_name(key)) if context else None
            faulty = context is not None and base_name(key) in context.faulty
            if context and not faulty and (measure is None or not has_figures(owner, measure, published=published)):
                raise InvalidPlan([fault("", _complain_about(owner, key, context), rule="OP003", actual=key)])
            if beside:
                found[key] = read_text(item) if key.endswith("_section") else _TEXTS(item, None)
            elif faulty or measure is None:
                rows.check_rows(rows.context().faulty[base_name(key)], published, item)
            else:
                found[key] = rows.read_measured(measure, published, item)
        except InvalidPlan as error:
            problems += put_below(key, error.problems)
    if problems:
        raise InvalidPlan(problems)
    return to_keyed(found)


def bare_hook(shape: Shape) -> Hook:
    """Reads tables by the code of their measure where no plan is at hand: all of one shape, and nothing beside them."""

    def read(value: object, _: object) -> object:
        if not isinstance(value, dict):
            raise shape_error(f"must be a table of tables, each named by its measure, got {quote(value)}", value)
        found: dict[str, object] = {}
        problems: list[Problem] = []
        for key, item in value.items():
            try:
                if key != base_name(key):
                    raise InvalidPlan([fault("", "unknown key; it stands in plans only", rule="OP003", actual=key)])
                found[key] = rows.RowReader(shape, None, {}, key).read(item)
            except InvalidPlan as error:
                problems += put_below(key, error.problems)
        if problems:
            raise InvalidPlan(problems)
        return to_keyed(found)

    return read


def _complain_about(owner: str, key: str, context: rows.Context) -> str:
    """The complaint about a key below `figures`."""
    code = base_name(key)
    if (built_in := BUILT_IN.get(code)) is not None and built_in.owner == owner:
        return f"{code} has a key of its own; write it beside figures, not in it"
    if code in context.measures:
        return _complain_of_another(context.measures[code], owner)
    known = _codes_here(owner, key, context)
    advice = f"known: {suggestions(code, known)}; " if known else ""
    return f"unknown measure {quote(code)}; {advice}declare it: {_declaration(code, owner)}"


def _codes_here(owner: str, key: str, context: rows.Context) -> list[str]:
    """The codes of the measures whose tables, or printed totals if the key is for such, stand below these `figures`."""
    published = key.startswith("published_")
    return [one.code for one in context.measures.values() if has_figures(owner, one, published=published)]


def _declaration(code: str, owner: str) -> str:
    """What declares a measure: under a code like this, where a measure can have such a one."""
    meant = suggest_code(code)
    try:
        Measure(code=meant, of="plan", unit=COUNT)
    except InvalidPlan:
        meant = "CODE"
    shown = f'"{meant}"' if "&" in meant else meant
    return f'[measures.{shown}] with of = "{owner}" and a unit'


def guess_shape(code: str, declared: object) -> Shape | None:
    """The shape of the tables of a measure whose declaration is wrong; None where its dims are not known."""
    if not isinstance(declared, dict) or ("dims" not in declared and declared.keys() - kinds(Measure).keys()):
        return None  # a key that is none may have been meant for them
    built_in = BUILT_IN.get(code)
    dims = declared.get("dims", built_in.dims if built_in else ()) or ()
    owner = str(declared.get("of", built_in.of if built_in else "")).removesuffix("s")
    if not isinstance(dims, list | tuple) or any(dim_complaint(dim, owner) for dim in dims):
        return None
    unit = declared.get("unit", built_in.unit if built_in else None)
    known = isinstance(unit, str) and not complain_about(unit)
    negative = declared.get("negative", False)
    return Shape(dims=(*dict.fromkeys(dims), "period"), unit=unit if known else None, negative=negative is not False)


_WORDS = frozenset(
    (
        *("allocation", "amount", "appropriation", "budget", "cost", "costs", "estimate", "expenditure", "expenses"),
        *("fte", "income", "money", "person_days", "person_months", "price", "quantity", "resources", "revenue"),
        *("savings", "spending", "unit_cost"),
    )
)
"""What plans call figures of which a single one may stand without its period."""


def _looks_like_figures(key: str, value: object) -> bool:
    """Whether somebody wrote rows of figures: tables with a figure under a key that begins like a year.

    Or a single figure, or one for each of several labels, under a word for money.
    """
    single = list(value.values()) if isinstance(value, dict) else [value]
    bare = single and all(isinstance(one, int | Decimal) and not isinstance(one, bool) for one in single)
    if bare and as_word(key).rstrip("_0123456789") in _WORDS:
        return True
    found = value[:1] if isinstance(value, list) else [value]
    return any(
        key[:4].isdigit() and not isinstance(item, dict | list)
        for row in found
        if isinstance(row, dict)
        for key, item in row.items()
    )


def advise_on_figures(cls: type[attrs.AttrsInstance], key: str, value: object, meant: Collection[str]) -> str:
    """The answer to figures that stand where no measure is; empty where they are none, or meant for another key."""
    as_rows = isinstance(value, dict | list) and not any(kinds(cls)[name].what == "table" for name in meant)
    owner, code, own = owner_of(cls), base_name(key), rows.CONTEXT.get()
    if own is None:
        return _advise_on_bare(cls, key, value) if not meant else ""
    named = code in own.faulty or code in own.measures
    if (meant and not as_rows) or not (named or _looks_like_figures(key, value)):
        return ""
    place = "[figures]" if owner == "plan" else f"[{owner}.CODE.figures]"
    here = _codes_here(owner, key, own)
    if code in own.faulty or code in here:
        return f"unknown key; {code} is a measure: write it under {place}"
    if named:
        return f"unknown key; {_complain_of_another(own.measures[code], owner)}"
    if close := close_matches(code, here):
        return f"unknown key; did you mean the measure {quote(close[0])}? Write it under {place}"
    return f"unknown key; for figures write two tables: {_declaration(code, owner)}, and {place}"


def _advise_on_bare(cls: type[attrs.AttrsInstance], key: str, value: object) -> str:
    """The answer likewise where no plan is at hand."""
    if "figures" not in kinds(cls) or not _looks_like_figures(key, value):
        return ""
    own = "below figures, where measures of the plan stand"
    place = f"under [{BUILT_IN[key].owner}.CODE]" if key in BUILT_IN else own
    return f"unknown key; write it {place}"


def _complain_of_another(measure: Measure, owner: str) -> str:
    """The complaint about a measure that stands where tables of another one stand, and what would be right."""
    of, here = ("the plan" if one == "plan" else one for one in (measure.owner, owner))
    if owner == "plan":
        advice = f"its printed total over all is published_{measure.code} under [figures]"
    else:
        advice = f'declare one of another name with of = "{owner}"'
    return f"{measure.code} is a measure of {of}, not of {here}; {advice}"

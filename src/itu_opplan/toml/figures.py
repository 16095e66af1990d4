"""The `figures` of an entity: its tables of the plan's own measures; and what is said where they are written wrong."""

import attrs

from ..errors import InvalidPlan
from ..model.fields import kinds
from ..model.keyed import Keyed, to_keyed
from ..model.measures import BUILT_IN, Measure, base_name, has_figures
from ..model.plan import COLLECTIONS
from ..model.shapes import Shape, dim_complaint
from ..problem import Problem, fault
from ..units import complain_about
from ..wording import quote, suggestions
from . import rows
from .complaints import put_below, read_text, shape_error

__all__ = ["advise_on_figures", "guess_shape", "looks_like_figures", "owner_of", "read_figures"]


def owner_of(cls: type[attrs.AttrsInstance]) -> str:
    """The collection of the plan that has the entities of a class; `plan` for the plan itself."""
    return next((name for name, held in COLLECTIONS.items() if held.of is cls), "plan")


def read_figures(owner: str, value: object) -> Keyed[object]:
    """The tables of an entity by the code of their measure, and what stands beside them."""
    if not isinstance(value, dict):
        raise shape_error(f"must be a table of tables, each named by its measure, got {quote(value)}", value)
    context = rows.context()
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for key, item in value.items():
        measure = context.measures.get(base_name(key))
        published = key.startswith("published_")
        try:
            faulty = base_name(key) in context.faulty
            if not faulty and (measure is None or not has_figures(owner, measure, published=published)):
                raise InvalidPlan([fault("", _complain_about(owner, key, context), rule="OP003", actual=key)])
            if key.endswith("_section"):
                found[key] = read_text(item)
            elif key.endswith("_assumed"):
                found[key] = _texts(item)
            elif faulty or measure is None:
                rows.check_rows(context.faulty[base_name(key)], published, item)
            else:
                found[key] = rows.read_measured(measure, published, item)
        except InvalidPlan as error:
            problems += put_below(key, error.problems)
    if problems:
        raise InvalidPlan(problems)
    return to_keyed(found)


def _complain_about(owner: str, key: str, context: rows.Context) -> str:
    """The complaint about a key below `figures`."""
    code = base_name(key)
    if (built_in := BUILT_IN.get(code)) is not None and built_in.owner == owner:
        return f"{code} has a key of its own; write it beside figures, not in it"
    if code in context.measures:
        return f"{code} is a measure of {context.measures[code].owner}, not of {owner}"
    known = [measure.code for measure in context.measures.values() if has_figures(owner, measure)]
    advice = f"known: {suggestions(code, known)}; " if known else ""
    return f'unknown measure {quote(code)}; {advice}declare it: [measures.{code}] with of = "{owner}" and a unit'


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


def looks_like_figures(value: object) -> bool:
    """Whether somebody wrote rows of figures: tables with a figure under a key that begins like a year."""
    rows = value[:1] if isinstance(value, list) else [value]
    return any(
        key[:4].isdigit() and not isinstance(item, dict | list)
        for row in rows
        if isinstance(row, dict)
        for key, item in row.items()
    )


def advise_on_figures(cls: type[attrs.AttrsInstance], key: str) -> str:
    """The answer to figures that stand where no measure is."""
    owner = owner_of(cls)
    whose = "figures" if owner == "plan" else f"{owner}.CODE.figures"
    return f'unknown key; for figures write two tables: [measures.{key}] with of = "{owner}" and a unit, and [{whose}]'


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise shape_error(f"must be a list, got {quote(value)}", value)
    problems: list[Problem] = []
    for number, item in enumerate(value):
        try:
            read_text(item)
        except InvalidPlan as error:
            problems += put_below(number, error.problems)
    if problems:
        raise InvalidPlan(problems)
    return tuple(value)

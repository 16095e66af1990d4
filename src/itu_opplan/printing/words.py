"""What the fields of a plan say, in words: driven by what each field declares, and by nothing else."""

import datetime
import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import attrs

from ..model.fields import Kind, defaults, kinds
from ..model.known import printed_names
from ..model.measures import Figures, base_name, is_typed
from ..model.plan import COLLECTIONS, OperationalPlan
from ..model.shapes import COUNT
from ..model.values import Actual, Baseline, Target
from ..spelling import MONTHS
from ..table import Table
from ..texts import fold
from ..wording import begin_large, name_unit, positional

__all__ = ["Class", "Fact", "Words", "tell", "term_of"]

Class: TypeAlias = type[attrs.AttrsInstance]
_MAIN = ("title", "name", "text")
"""The fields that say in words what an entity is, the first that it has."""
_APART = ("code", "label", "section", "note", *_MAIN)
"""The fields that do not stand among the facts: each has its own place."""
_SILENT = ("flag", "scale")
"""What says nothing where it is as it is by default."""


class Fact(NamedTuple):
    """What one field of an entity says.

    Attributes:
        term: what the field is called.
        lines: what it says; several texts, or links, are several.
    """

    term: str
    lines: tuple[str, ...]


def term_of(name: str, kind: Kind | None = None) -> str:
    """What a field is called; one of entities as these are.

    >>> from itu_opplan import ResultBlock
    >>> term_of("valid_until"), term_of("kpis", kinds(ResultBlock)["kpis"])
    ('valid until', 'KPIs')
    """
    words = name.strip("_").replace("_", " ")
    plural = f"{kind.noun}s" if kind is not None and kind.noun else ""
    return plural if fold(plural) == words else words


class Words:
    """What the entities of one plan say of themselves, with its labels in the place of codes.

    Attributes:
        plan: the plan.
    """

    def __init__(self, plan: OperationalPlan) -> None:
        self.plan = plan

    @functools.cached_property
    def _entities(self) -> Mapping[str, Mapping[str, Any]]:
        """The entities of each collection, by their folded codes; units are those of all departments."""
        found = {name: {fold(one.code): one for one in getattr(self.plan, name)} for name in COLLECTIONS}
        units = (unit for department in self.plan.departments for unit in department.units)
        return {**found, "units": {fold(unit.code): unit for unit in units}}

    def find(self, code: str, kind: Kind, beside: str) -> Any | None:
        """What a link leads to; for one to siblings, the collection beside it is named."""
        names = (beside if name == "siblings" else name for name in kind.to)
        return next((found for name in names if (found := self._entities.get(name, {}).get(fold(code)))), None)

    def code(self, collection: str, code: str) -> str | None:
        """The code of an entity as it is written, however a link spells it; None where there is none."""
        entity = self._entities[collection].get(fold(code))
        return None if entity is None else entity.code

    def name(self, entity: Any) -> str:
        """What is printed in the place of the code."""
        return str(getattr(entity, "label", None) or entity.code)

    def main(self, entity: Any) -> str:
        """What an entity is, in words; empty where it does not say."""
        return next((text for name in _MAIN if (text := getattr(entity, name, None))), "")

    def full_name(self, entity: Any) -> str:
        """The printed code, and what it stands for."""
        return " ".join(filter(None, [self.name(entity), self.main(entity)]))

    def item_name(self, noun: str | None, code: str) -> str | None:
        """What an entity of this kind is, with its code: of `event` and `WORLD-06`; None where there is none."""
        collection = next((name for name, kind in COLLECTIONS.items() if kind.noun == noun), "")
        entity = self._entities.get(collection, {}).get(fold(code))
        return None if entity is None else self.full_name(entity)

    def label(self, dim: str, label: str) -> str:
        """What is printed in the place of a label of a dimension."""
        return printed_names(self.plan, dim).get(label, label)

    def link(self, code: str, kind: Kind, beside: str, *, full: bool) -> str:
        """What a link cites: the label of a dimension, or an entity with or without what it is."""
        if kind.to[0].startswith("dimensions."):
            return self.label(kind.to[0].removeprefix("dimensions."), code)
        entity = self.find(code, kind, beside)
        return code if entity is None else self.full_name(entity) if full else self.name(entity)

    def facts(self, entity: Any, beside: str = "", *, full: bool = False, skip: tuple[str, ...] = ()) -> Iterator[Fact]:
        """What the fields of an entity say.

        Fields with a place of their own are left out: what the entity is and is called, its number, note, tables and
        what is below it.

        Args:
            entity: the entity.
            beside: the collection that it stands in.
            full: for a list of facts, not for one line: terms begin large, other entities are cited with what they are.
            skip: further fields that are left out.
        """
        cls: Class = type(entity)
        main = next((name for name in _MAIN if getattr(entity, name, None)), None)

        def term(name: str) -> str:
            return begin_large(term_of(name)) if full else term_of(name)

        for name, kind in kinds(cls).items():
            value = getattr(entity, name)
            if name in skip or value in (None, ()) or _stands_at_a_table(entity, name):
                continue
            if kind.what in _SILENT and value == defaults(cls)[name]:
                continue
            if kind.what == "attributes":
                yield from (Fact(key, tuple(self.value(one).split("\n"))) for key, one in value.items())
            elif kind.what == "figures":
                yield from (Fact(term(key), lines) for key, lines in _beside_no_table(value))
            elif kind.keyed:
                yield from (Fact(dim, (self.label(dim, one),)) for dim, one in value.items())
            elif kind.what not in ("table", "children", "dimensions") and (
                name not in _APART or (name in _MAIN and name != main)
            ):
                yield Fact(term(name), self.lines(value, kind, beside, full=full))

    def lines(self, value: Any, kind: Kind, beside: str = "", *, full: bool = False) -> tuple[str, ...]:
        """What one field says, of several things a line each."""
        values = value if kind.many else (value,)
        if kind.what == "link":
            return tuple(self.link(one, kind, beside, full=full) for one in values)
        if kind.what == "month":
            return (MONTHS[value - 1],)
        if kind.what == "period":
            return (", ".join(map(str, values)),)
        if kind.what == "reasons":
            return tuple(f"{dim}: {reason}" for dim, reason in value.items())
        if kind.what == "scale":
            return tuple(f"{category}: {', '.join(map(str, grades))}" for category, grades in value.categories)
        return tuple(line for one in values for line in self.value(one).split("\n"))

    def value(self, value: object) -> str:
        """One value as it is printed."""
        match value:
            case bool():
                return "yes" if value else "no"
            case Decimal():
                return positional(value)  # it may be a year
            case datetime.date():
                return value.isoformat()
            case _:
                return str(getattr(value, "value", value))  # a missing word is that of its state

    # --- items: what stands in the cell of a table -------------------------------------------------------------

    def item(self, entity: Any, beside: str = "", unit: str | None = None) -> list[str]:
        """An entity as lines of a cell: what it is with its number and code, its values, its note.

        Args:
            entity: the entity.
            beside: the collection that it stands in.
            unit: that of the KPI whose value it is.
        """
        if isinstance(entity, Baseline | Target | Actual):
            return [self._figure(entity, unit or COUNT)]
        cls: Class = type(entity)
        code = getattr(entity, "code", None)
        facts = list(self.facts(entity, beside, skip=("number",)))
        main = self.main(entity)
        if not main and facts:  # such as a reference: what it is says its first field
            main = ", ".join(facts.pop(0).lines)
        first, *rest = " ".join(filter(None, [getattr(entity, "number", None), main])).split("\n")
        section = getattr(entity, "section", None)
        beyond = [*(Fact(term, (said,)) for term, said in (("code", code), ("section", section)) if said), *facts]
        lines = [first, *rest]
        if beyond:
            lines[-1] += f" ({'; '.join(map(tell, beyond))})"
        unit = getattr(entity, "unit", None)
        for name, kind in kinds(cls).items():
            if kind.of is not None and (held := getattr(entity, name)):
                below = "; ".join(" ".join(self.item(one, unit=unit)) for one in (held if kind.many else (held,)))
                lines.append(f"{term_of(name, kind)}: {below}")
        return [*lines, *self.notes(entity)]

    def notes(self, entity: Any) -> list[str]:
        """The note of an entity, as lines."""
        note = getattr(entity, "note", None)
        return [f"Note: {note}"] if note and "\n" not in note else note.split("\n") if note else []

    def _figure(self, one: Baseline | Target | Actual, usual: str) -> str:
        """A value of a KPI: `2008, women: at least 90 percent (note)`; a plain count has no unit."""
        labels = [self.label(dim, label) for dim, label in one.dimensions.items()]
        when = ", ".join([*([str(one.period)] if one.period else []), *labels])
        shown = self.value(one.value) if one.text is None else one.text
        unit = None if one.unit in (None, COUNT) and usual == COUNT else one.unit
        figure = " ".join(filter(None, [one.bound, shown, unit and name_unit(unit)]))
        skip = ("period", "dimensions", "value", "text", "bound", "unit")
        rest = [tell(fact) for fact in self.facts(one, skip=skip)]
        rest += [one.note] if one.note else []
        told = f"{when}: {figure}" if when else figure
        return " ".join(f"{told} ({'; '.join(rest)})".split("\n") if rest else told.split("\n"))


def _stands_at_a_table(entity: Any, name: str) -> bool:
    """Whether a field is the section or the assumptions of a table that has figures: they stand there."""
    measure, cls = base_name(name), type(entity)
    if measure == name or not is_typed(cls, measure):
        return False
    return bool(len(getattr(entity, measure)) or len(getattr(entity, f"published_{measure}")))


def _beside_no_table(figures: Figures) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The sections and assumptions of tables that are not there: elsewhere they stand at the table."""
    for key, one in figures.items():
        if not isinstance(one, Table) and not {base_name(key), f"published_{base_name(key)}"} & figures.keys():
            yield key, (one,) if isinstance(one, str) else one


def tell(fact: Fact) -> str:
    """A fact on one line.

    >>> tell(Fact("periods", ("2008", "2009")))
    'periods: 2008, 2009'
    """
    return f"{fact.term}: {', '.join(fact.lines)}"

"""Results, KPIs and risks as look-ups find them, with their places; and references to other tables ("as above")."""

import functools
from collections.abc import Iterator
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, get_args

import attrs

from ..errors import refusal
from ..immutable import Immutable
from ..periods import Period
from .fields import is_keyed, kinds
from .kpis import KPI, Achievement
from .organisation import Department, OrgUnit
from .outputs import Output
from .results import ExpectedResult, Reference, ResultBlock, ResultsFramework, RiskFactor, SuccessFactor
from .strategy import Objective, StrategicGoal
from .walk import Site, entities, nouns_of, sites_of

__all__ = ["Found", "Item", "ItemT", "Owner", "Place", "References", "Where", "found_at", "place_of"]

Owner: TypeAlias = StrategicGoal | Objective | Output | Department | OrgUnit
"""What has tables of results: the classes that declare frameworks."""
Item: TypeAlias = ExpectedResult | KPI | Achievement | RiskFactor | SuccessFactor
ItemT = TypeVar("ItemT", ExpectedResult, KPI, Achievement, RiskFactor, SuccessFactor)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Where(Immutable):
    """The criteria of a look-up; those that are None do not count.

    Attributes:
        goal: code of the strategic goal that has the item.
        objective: code of the objective that has it.
        output: code of the output that has it.
        department: code of the department that has it, itself or in one of its units.
        unit: code of the unit whose it is.
        phase: phase of the framework.
        period: a period that lies in one of those that the item is for.
    """

    goal: str | None = None
    objective: str | None = None
    output: str | None = None
    department: str | None = None
    unit: str | None = None
    phase: str | None = None
    period: Period | None = None

    def passes(self, found: "Found[ItemT] | Place") -> bool:
        """Whether an item meets all criteria, or what stands in a place and has no period of its own."""
        return self.admits(found) and self.holds(found)

    def admits(self, found: "Found[ItemT] | Place") -> bool:
        """Whether all criteria but the period are met: by all that stands in a place, or by nothing there."""
        return (
            self.goal in (None, found.goal)
            and self.objective in (None, found.objective)
            and self.output in (None, found.output)
            and self.department in (None, found.department)
            and self.unit in (None, found.unit)
            and self.phase in (None, found.phase)
        )

    def holds(self, found: "Found[ItemT] | Place") -> bool:
        """Whether the criterion of the period is met."""
        return self.period is None or any(self.period in own for own in found.periods)

    def among(self, plan: attrs.AttrsInstance) -> dict[str, list[Any]] | None:
        """The only entities of the plan that can have what is asked for, by the field that holds them; None for all."""
        asked = {StrategicGoal: self.goal, Objective: self.objective, Output: self.output, Department: self.department}
        codes = {cls: code for cls, code in asked.items() if code is not None}
        if len(codes) != 1:  # nothing stands in two of them
            return {} if codes else None
        ((cls, code),) = codes.items()
        root: type[attrs.AttrsInstance] = type(plan)
        names = [name for name, kind in kinds(root).items() if kind.of is cls]
        return {name: [one for one in getattr(plan, name) if one.code == code] for name in names}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Found(Immutable, Generic[ItemT]):
    """A result, KPI, achievement, risk or success factor, with its place in the plan.

    Attributes:
        item: the thing itself.
        path: its address.
        owner: address of the goal, objective, output, department or unit that has it.
        goal: code of the strategic goal, if one has it.
        objective: code of the objective, if one has it.
        output: code of the output, if an output has it.
        department: code of the department, if it or one of its units has it.
        unit: code of the unit whose it is.
        framework: code of the framework it stands in; None where it stands on its owner itself.
        phase: the phase of that framework, stated or implied.
        periods: the periods it is for: its own, or those of the framework.
        section: number of the printed section.
        via: address of the reference through which it also counts elsewhere ("as above"); None where it is printed.

    >>> from itu_opplan import bundled
    >>> bundled("gs-2008-2011").risks(output="WTPF")[1].section
    'II.5.5'
    """

    item: ItemT
    path: str
    owner: str
    goal: str | None = None
    objective: str | None = None
    output: str | None = None
    department: str | None = None
    unit: str | None = None
    framework: str | None = None
    phase: str | None = None
    periods: tuple[Period, ...] = ()
    section: str | None = None
    via: str | None = None

    @property
    def text(self) -> str:
        """The text of the item."""
        return self.item.text

    @property
    def number(self) -> str | None:
        """The number that is printed before it."""
        return self.item.number


_ANYWHERE = Where()
MAX_TAKEN, FEW_TAKEN = 50, 1_000
"""How many items rows may take from other tables for each row and item of the plan, beyond the first thousand."""


class Place(NamedTuple):
    """The place in a `Found`, without the item, its address, and `via`."""

    owner: str
    goal: str | None
    objective: str | None
    output: str | None
    department: str | None
    unit: str | None
    framework: str | None
    phase: str | None
    periods: tuple[Period, ...]
    section: str | None


def place_of(owner: Site) -> Place:
    """The place of what this owner has."""
    framework = owner.above(ResultsFramework)
    table: ResultsFramework | None = framework.entity if framework else None
    whose = owner.above(*get_args(Owner))
    entity, codes = whose.entity if whose else None, _codes_of(whose) if whose else {}
    return Place(
        owner=whose.path if whose else "",
        goal=codes.get("goal"),
        objective=codes.get("objective"),
        output=codes.get("output"),
        department=codes.get("department"),
        unit=getattr(owner.entity, "unit", None) or codes.get("unit"),
        framework=table.code if table else None,
        phase=table.implied_phase if table else None,
        periods=table.periods if table else (),
        section=(table.section if table else None) or getattr(entity, "section", None),
    )


def _codes_of(whose: Site) -> dict[str, str]:
    """The code of an entity, and of what has it, each by what it is called."""
    *held, plan = whose.way_up()
    root: type[attrs.AttrsInstance] = type(plan.entity)
    nouns = nouns_of(root)
    return {nouns[type(site.entity)]: site.entity.code for site in held}


def found_at(item: ItemT, path: str, place: Place, via: str | None = None) -> Found[ItemT]:
    own: Period | None = getattr(item, "period", None)
    return Found(
        item=item,
        path=path,
        owner=place.owner,
        goal=place.goal,
        objective=place.objective,
        output=place.output,
        department=place.department,
        unit=place.unit,
        framework=place.framework,
        phase=place.phase,
        periods=(own,) if own and via is None else place.periods,
        section=item.section or place.section,
        via=via,
    )


class References:
    """What rows take from other tables ("as above"). A table is gone through once, however many rows point at it.

    A row of a unit means the rows of the same unit, if the other table is of the same owner. A row that itself refers
    to another table is not followed further; what it has of its own counts.

    Each of n rows can take n items: more than fifty for each row and item of the plan are refused.
    """

    def __init__(self, plan: attrs.AttrsInstance, where: Where = _ANYWHERE) -> None:
        self._plan, self._where = plan, where
        self._tables: dict[str, dict[str, list[ResultsFramework]]] = {}
        self._taken = 0
        self._items: dict[tuple[str, str], dict[str | None, _Items]] = {}

    def taken(self, site: Site, cls: type[ItemT]) -> Iterator[Found[ItemT]]:
        """The items of a class that a row takes from another table, each with the place of the row."""
        name = next(name for name, kind in kinds(ResultBlock).items() if kind.of is cls)
        reference = getattr(site.entity, f"{name}_from", None)
        if isinstance(reference, Reference):
            place = place_of(site)
            meant = self.meant(place.owner, reference, name, site.entity.unit) if self._where.passes(place) else []
            self._taken += len(meant)
            if self._taken > FEW_TAKEN and self._taken > self._most:
                message = f"its rows take more than {self._most:,} items from each other; narrow the look-up"
                raise refusal(message, path="OperationalPlan", rule="OP108")
            for path, item in meant:
                if isinstance(item, cls):
                    yield found_at(item, path, place, f"{site.path}.{name}_from")

    @functools.cached_property
    def _most(self) -> int:
        """How many items all rows may take."""
        rows = [block for site in sites_of(self._plan, ResultsFramework) for block in site.entity.blocks]
        return FEW_TAKEN + MAX_TAKEN * sum(len(row.results) + len(row.kpis) + len(row.risks) + 1 for row in rows)

    @functools.cached_property
    def _held(self) -> dict[str, dict[str, list[Any]]]:
        """The entities of the plan by the field that holds them, and by their code."""
        found: dict[str, dict[str, list[Any]]] = {}
        for name, held in _collections(self._plan):
            by_code = found[name] = {}
            for one in held:
                by_code.setdefault(one.code, []).append(one)
        return found

    def _tables_at(self, path: str) -> list[ResultsFramework]:
        """The tables at an address. Only what stands below the entity that it begins with is gone through, and once."""
        name, _, rest = path.partition(".")
        top = f"{name}.{code}" if (code := rest.partition(".")[0]) else ""
        if top not in self._tables:
            found = self._tables[top] = {}
            for site in entities(self._plan, ResultsFramework, among={name: self._held.get(name, {}).get(code, ())}):
                if isinstance(site.entity, ResultsFramework):
                    found.setdefault(site.path, []).append(site.entity)
        return self._tables[top].get(path, [])

    def meant(self, owner: str, reference: Reference, kind: str, unit: str | None) -> list[tuple[str, Item]]:
        """Address and value of the items that a reference points at: those of its numbers, or all."""
        return self._source(owner, reference, kind, unit).meant(reference.numbers)

    def unmet(self, owner: str, reference: Reference, kind: str, unit: str | None) -> list[str]:
        """The numbers of a reference that no item or row of the other table has; several in a row as one, `2-9`."""
        there = self._source(owner, reference, kind, unit).numbers if reference.numbers else {}
        runs: list[tuple[str, str]] = []
        for number in reference.numbers:
            if number not in there:
                first = runs.pop()[0] if runs and int(runs[-1][1]) + 1 == int(number) else number
                runs.append((first, number))
        return [first if first == last else f"{first}-{last}" for first, last in runs]

    def _source(self, owner: str, reference: Reference, kind: str, unit: str | None) -> "_Items":
        """The items of the other table, or of its rows of a unit."""
        path = reference.path(owner)
        if (path, kind) not in self._items:
            by_unit: dict[str | None, _Items] = {None: _Items()}
            for framework in self._tables_at(path):
                for number, block in enumerate(framework.blocks):
                    for one in dict.fromkeys((None, block.unit)):
                        by_unit.setdefault(one, _Items()).add(f"{path}.blocks[{number}].{kind}", block, kind)
            self._items[path, kind] = by_unit
        return self._items[path, kind].get(None if reference.owner else unit, _Items())


def _collections(plan: attrs.AttrsInstance) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The fields of a plan that hold entities by code, and what they hold."""
    root: type[attrs.AttrsInstance] = type(plan)
    for name, kind in kinds(root).items():
        if kind.of is not None and kind.many and is_keyed(kind.of):
            yield name, getattr(plan, name)


class _Items:
    """The items of a kind in some rows, and what each printed number means, worked out where a reference has some."""

    def __init__(self) -> None:
        self._rows: list[tuple[int, ResultBlock, tuple[Item, ...]]] = []
        self._all: list[tuple[str, Item]] = []

    def add(self, path: str, block: ResultBlock, kind: str) -> None:
        """The items of one more row."""
        own: tuple[Item, ...] = getattr(block, kind)
        self._rows.append((len(self._all), block, own))
        self._all += [(f"{path}[{place}]", item) for place, item in enumerate(own)]

    @functools.cached_property
    def numbers(self) -> dict[str, list[list[int]]]:
        """Where those stand that each number means. An item without a number goes with the results beside it."""
        found: dict[str, list[list[int]]] = {}
        for first, block, own in self._rows:
            unnumbered = [first + place for place, item in enumerate(own) if not item.number]
            meant = [(block.number, list(range(first, first + len(own))))]
            meant += [(number, unnumbered) for number in dict.fromkeys(result.number for result in block.results)]
            meant += [(item.number, [first + place]) for place, item in enumerate(own)]
            for number, places in meant:
                if number:
                    found.setdefault(number.rstrip("abcdefgh"), []).append(places)  # 3a and 3b belong to 3
        return found

    def meant(self, numbers: tuple[str, ...]) -> list[tuple[str, Item]]:
        """The items of these numbers; all where there are none."""
        groups = {id(group): group for number in numbers for group in self.numbers.get(number, ())}
        places = sorted({place for group in groups.values() for place in group})
        return [self._all[place] for place in places] if numbers else self._all

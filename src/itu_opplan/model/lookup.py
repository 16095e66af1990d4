"""Finding results, KPIs and risks wherever they stand in a plan, each with its place."""

from collections.abc import Iterable, Iterator
from typing import Generic, Literal, TypeAlias, TypeVar

import attrs

from ..errors import UnknownCode
from ..periods import Period
from ..wording import quote, suggestions
from .organisation import Department, OrgUnit
from .outputs import Output
from .results import (
    KPI,
    Achievement,
    ExpectedResult,
    Reference,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    SuccessFactor,
)

__all__ = [
    "Found",
    "Item",
    "ItemKind",
    "ItemT",
    "Owner",
    "References",
    "Where",
    "check_word",
    "find",
    "frameworks",
    "owners",
]

Owner: TypeAlias = Output | Department | OrgUnit
Item: TypeAlias = ExpectedResult | KPI | Achievement | RiskFactor | SuccessFactor
ItemKind: TypeAlias = Literal["results", "kpis", "achievements", "risks", "success_factors"]
ItemT = TypeVar("ItemT", ExpectedResult, KPI, Achievement, RiskFactor, SuccessFactor)


@attrs.frozen(kw_only=True)
class Where:
    """What look-ups are narrowed to; what is None is not looked at.

    Attributes:
        output: code of the output that has the item.
        department: code of the department that has it, itself or in one of its units.
        unit: code of the unit whose it is.
        phase: phase of the framework.
        period: a period that lies in one of those that the item is for.
    """

    output: str | None = None
    department: str | None = None
    unit: str | None = None
    phase: str | None = None
    period: Period | None = None

    def passes(self, found: "Found[ItemT]") -> bool:
        """Whether an item is of all that is asked for."""
        return (
            self.output in (None, found.output)
            and self.department in (None, found.department)
            and self.unit in (None, found.unit)
            and self.phase in (None, found.phase)
            and (self.period is None or any(self.period in own for own in found.periods))
        )


def check_word(name: str, given: str, words: tuple[str, ...]) -> None:
    """Refuse a word that is none of these.

    Raises:
        UnknownCode: with the words that there are.
    """
    if given not in words:
        raise UnknownCode(f"unknown {name} {quote(given)}; known: {suggestions(given, words)}")


@attrs.frozen(kw_only=True)
class Found(Generic[ItemT]):
    """A result, KPI, achievement, risk or success factor, with its place in the plan.

    Attributes:
        item: the thing itself.
        path: its address.
        owner: address of the output, department or unit that has it.
        output: code of the output, if an output has it.
        department: code of the department, if it or one of its units has it.
        unit: code of the unit whose it is.
        framework: code of the framework it stands in; None where it stands on the output itself.
        phase: the phase of that framework.
        periods: the periods it is for: its own, or those of the framework.
        section: number of the printed section.
        via: address of the reference through which it also counts elsewhere ("as above"); None where it is printed.
    """

    item: ItemT
    path: str
    owner: str
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


def owners(outputs: tuple[Output, ...], departments: tuple[Department, ...]) -> Iterator[tuple[str, Owner, str | None]]:
    """Address, entity and code of the department of all that can have frameworks."""
    for output in outputs:
        yield f"outputs.{output.code}", output, None
    for department in departments:
        yield f"departments.{department.code}", department, department.code
        for unit in department.units:
            yield f"departments.{department.code}.units.{unit.code}", unit, department.code


def frameworks(
    outputs: tuple[Output, ...], departments: tuple[Department, ...]
) -> Iterator[tuple[str, Owner, str | None, ResultsFramework]]:
    """Address of the owner, owner, code of its department, and framework, for all frameworks of a plan."""
    for path, owner, department in owners(outputs, departments):
        for framework in owner.frameworks:
            yield path, owner, department, framework


def find(
    outputs: tuple[Output, ...],
    departments: tuple[Department, ...],
    kind: ItemKind,
    cls: type[ItemT],
    where: Where,
    *,
    follow: bool = False,
) -> Iterator[Found[ItemT]]:
    """The items of a kind that are asked for, each with its place, in the order of the plan.

    Args:
        outputs: the outputs of the plan.
        departments: its departments.
        kind: the field that holds the items.
        cls: the class of the items.
        where: what they are narrowed to.
        follow: also what rows take from other tables ("as above"), with `via`.
    """
    return filter(where.passes, _every(outputs, departments, kind, cls, follow))


def _every(
    outputs: tuple[Output, ...], departments: tuple[Department, ...], kind: ItemKind, cls: type[ItemT], follow: bool
) -> Iterator[Found[ItemT]]:
    references = References(outputs, departments) if follow else None
    for path, owner, department in owners(outputs, departments):
        outer = _Place(
            owner=path,
            output=owner.code if isinstance(owner, Output) else None,
            department=department,
            unit=owner.code if isinstance(owner, OrgUnit) else None,
            section=owner.section,
        )
        yield from outer.items(getattr(owner, kind, ()), cls, f"{path}.{kind}")
        for framework in owner.frameworks:
            at = f"{path}.frameworks.{framework.code}"
            within = attrs.evolve(
                outer,
                framework=framework.code,
                phase=framework.phase,
                periods=framework.periods,
                section=framework.section or owner.section,
            )
            yield from within.items(getattr(framework, kind, ()), cls, f"{at}.{kind}")
            for number, block in enumerate(framework.blocks):
                row = attrs.evolve(within, unit=block.unit or within.unit)
                here = f"{at}.blocks[{number}]"
                yield from row.items(getattr(block, kind), cls, f"{here}.{kind}")
                reference = getattr(block, f"{kind}_from", None)
                if references and isinstance(reference, Reference):
                    for found, item in references.meant(path, reference, kind, block.unit):
                        if isinstance(item, cls):
                            yield row.placed(item, found, via=f"{here}.{kind}_from")


@attrs.frozen(kw_only=True)
class _Place:
    """Everything of a `Found` but the item and its address.

    Attributes:
        owner: as of `Found`.
        output: as of `Found`.
        department: as of `Found`.
        unit: as of `Found`.
        section: as of `Found`.
        framework: as of `Found`.
        phase: as of `Found`.
        periods: as of `Found`.
    """

    owner: str
    output: str | None
    department: str | None
    unit: str | None
    section: str | None
    framework: str | None = None
    phase: str | None = None
    periods: tuple[Period, ...] = ()

    def items(self, items: Iterable[object], cls: type[ItemT], path: str) -> Iterator[Found[ItemT]]:
        for number, item in enumerate(items):
            if isinstance(item, cls):
                yield self.placed(item, f"{path}[{number}]")

    def placed(self, item: ItemT, path: str, via: str | None = None) -> Found[ItemT]:
        period = getattr(item, "period", None)
        return Found(
            item=item,
            path=path,
            owner=self.owner,
            output=self.output,
            department=self.department,
            unit=self.unit,
            framework=self.framework,
            phase=self.phase,
            periods=(period,) if period and via is None else self.periods,
            section=item.section or self.section,
            via=via,
        )


class References:
    """What rows take from other tables ("as above"). A table is gone through once, however many rows point at it.

    A row of a unit means the rows of the same unit, if the other table is of the same owner. A row that itself refers
    to another table is not followed further; what it has of its own counts.
    """

    def __init__(self, outputs: tuple[Output, ...], departments: tuple[Department, ...]) -> None:
        self._tables: dict[str, list[ResultsFramework]] = {}
        for path, _, _, framework in frameworks(outputs, departments):
            self._tables.setdefault(f"{path}.frameworks.{framework.code}", []).append(framework)
        self._items: dict[tuple[str, ItemKind], dict[str | None, _Items]] = {}

    def meant(self, owner: str, reference: Reference, kind: ItemKind, unit: str | None) -> list[tuple[str, Item]]:
        """Address and value of the items that a reference points at: those of its numbers, or all."""
        return self._source(owner, reference, kind, unit).meant(reference.numbers)

    def unmet(self, owner: str, reference: Reference, kind: ItemKind, unit: str | None) -> list[str]:
        """The numbers of a reference that no item or row of the other table has; several in a row as one, `2-9`."""
        there = self._source(owner, reference, kind, unit).numbers
        runs: list[tuple[str, str]] = []
        for number in reference.numbers:
            if number not in there:
                first = runs.pop()[0] if runs and int(runs[-1][1]) + 1 == int(number) else number
                runs.append((first, number))
        return [first if first == last else f"{first}-{last}" for first, last in runs]

    def _source(self, owner: str, reference: Reference, kind: ItemKind, unit: str | None) -> "_Items":
        """The items of the other table, or of its rows of a unit."""
        path = f"{reference.owner or owner}.frameworks.{reference.framework}"
        if (path, kind) not in self._items:
            by_unit: dict[str | None, _Items] = {None: _Items()}
            for framework in self._tables.get(path, ()):
                for number, block in enumerate(framework.blocks):
                    for one in dict.fromkeys((None, block.unit)):
                        by_unit.setdefault(one, _Items()).add(f"{path}.blocks[{number}].{kind}", block, kind)
            self._items[path, kind] = by_unit
        return self._items[path, kind].get(None if reference.owner else unit, _Items())


class _Items:
    """The items of a kind in some rows, and where those stand that each printed number means."""

    def __init__(self) -> None:
        self.numbers: dict[str, list[list[int]]] = {}
        self._all: list[tuple[str, Item]] = []

    def add(self, path: str, block: ResultBlock, kind: ItemKind) -> None:
        """The items of one more row. An item without a number goes with the results beside it."""
        first = len(self._all)
        own: tuple[Item, ...] = getattr(block, kind)
        self._all += [(f"{path}[{place}]", item) for place, item in enumerate(own)]
        self._number(block.number, list(range(first, len(self._all))))
        unnumbered = [first + place for place, item in enumerate(own) if not item.number]
        for number in dict.fromkeys(result.number for result in block.results):
            self._number(number, unnumbered)
        for place, item in enumerate(own):
            self._number(item.number, [first + place])

    def _number(self, number: str | None, places: list[int]) -> None:
        if number:
            self.numbers.setdefault(number.rstrip("abcdefgh"), []).append(places)  # 3a and 3b belong to 3

    def meant(self, numbers: tuple[str, ...]) -> list[tuple[str, Item]]:
        """The items of these numbers; all where there are none."""
        groups = {id(group): group for number in numbers for group in self.numbers.get(number, ())}
        places = sorted({place for group in groups.values() for place in group})
        return [self._all[place] for place in places] if numbers else self._all

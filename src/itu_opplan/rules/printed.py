"""The printed tables of results of a plan, one by one, as the rules on results and KPIs go through them."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias, get_args

from ..model.found import Owner, References
from ..model.kpis import KPI
from ..model.organisation import Department
from ..model.plan import OperationalPlan
from ..model.results import ExpectedResult, Reference, ResultBlock, ResultsFramework
from ..model.walk import sites_of
from ..periods import Period
from ..texts import fold
from ..wording import all_of
from .rule import Finding, shared

__all__ = [
    "Printed",
    "Referring",
    "Taken",
    "english_tables",
    "main_language",
    "normalise",
    "printed_tables",
    "references_of",
    "sources_of",
]


class Printed(NamedTuple):
    """One printed table, with its address and the goal, objective, output, department or unit that has it.

    Attributes:
        path: its address.
        owner_path: address of what has it.
        owner: what has it.
        until: when that ceases to exist, by itself or with its department; None where the plan does not say.
        section: number of the printed section.
        framework: the table itself.
    """

    path: str
    owner_path: str
    owner: Owner
    until: Period | None
    section: str | None
    framework: ResultsFramework

    @property
    def reports(self) -> bool:
        """Whether it tells what was reached, not what is planned."""
        return self.framework.phase == "implementation"

    @property
    def years(self) -> str:
        """Its periods, in words."""
        return all_of(self.framework.periods)

    @property
    def whole(self) -> str:
        """Address of the output, or of the department, of which a unit is a part."""
        return self.owner_path.partition(".units.")[0]

    def open(self, part: str) -> bool:
        """Whether the plan itself says that this part is to be completed, or that it stands elsewhere."""
        return self.framework.state is not None or part in (*self.owner.to_be_completed, *self.owner.elsewhere)

    def rows(self) -> list[tuple[str, ResultBlock]]:
        """Its rows, with their addresses."""
        return [(f"{self.path}.blocks[{number}]", block) for number, block in enumerate(self.framework.blocks)]

    def ends_before(self, window: Period) -> bool:
        """Whether it is for years, and all of them lie before these."""
        return bool(self.framework.periods) and all(one.end <= window.start for one in self.framework.periods)

    @property
    def measures(self) -> bool:
        """Whether one of its rows has KPIs, or what may be some."""
        return any(block.kpis or block.kpis_from or block.undivided for block in self.framework.blocks)

    def ready(self) -> list[ResultBlock]:
        """Its rows without those that are to be completed."""
        return [block for block in self.framework.blocks if block.state is None]

    def results(self) -> list[ExpectedResult]:
        """All its results."""
        return [result for block in self.framework.blocks for result in block.results]

    def kpis(self) -> list[tuple[str, KPI]]:
        """All its KPIs, with their addresses."""
        return [(f"{path}.kpis[{n}]", kpi) for path, block in self.rows() for n, kpi in enumerate(block.kpis)]

    def finding(
        self, message: str, *, expected: object = None, actual: object = None, about: str | None = None
    ) -> Finding:
        """A finding about the table as a whole."""
        return Finding(
            path=self.path, message=message, section=self.section, expected=expected, actual=actual, about=about
        )


@shared
def printed_tables(plan: OperationalPlan) -> list[Printed]:
    """The tables of results of a plan, in its order."""
    found: list[Printed] = []
    for site in sites_of(plan, ResultsFramework):
        whose = site.owner
        assert whose is not None  # a framework has an owner
        department = site.above(Department)
        ends = [getattr(one.entity, "valid_until", None) for one in (whose, department) if one is not None]
        one = Printed(
            path=site.path,
            owner_path=whose.path,
            owner=whose.entity,
            until=min(filter(None, ends), key=lambda end: end.end, default=None),
            section=site.section,
            framework=site.entity,
        )
        found.append(one)
    return found


Taken: TypeAlias = Literal["results", "kpis", "risks"]
"""What rows can take from another table."""
_TAKEN: tuple[tuple[Taken, str], ...] = tuple((kind, f"{kind}_from") for kind in get_args(Taken))


class Referring(NamedTuple):
    """A reference of a row to another table.

    Attributes:
        table: the table of the row.
        path: the address of the reference.
        block: the row.
        kind: which list it takes.
        reference: how it names the other table.
    """

    table: Printed
    path: str
    block: ResultBlock
    kind: Taken
    reference: Reference


@shared
def references_of(plan: OperationalPlan) -> list[Referring]:
    """The references of all rows to other tables."""
    return [
        Referring(table, f"{table.path}.blocks[{number}].{name}", block, kind, reference)
        for table in printed_tables(plan)
        for number, block in enumerate(table.framework.blocks)
        for kind, name in _TAKEN
        if (reference := getattr(block, name)) is not None
    ]


sources_of = shared(References)
"""What references of the plan point at."""


def english_tables(plan: OperationalPlan) -> Iterator[Printed]:
    """The tables of a plan in English; none of a plan in another language."""
    if main_language(plan) == "en":
        yield from printed_tables(plan)


def main_language(plan: OperationalPlan) -> str:
    """The language of a plan without its region: `en` of `en-GB`."""
    return plan.language.replace("_", "-").partition("-")[0].casefold()


def normalise(text: str) -> str:
    """A text as it is compared with others: without regard to case, spaces and a full stop at its end.

    >>> normalise("Fewer  Calls.") == normalise("fewer calls")
    True
    """
    return " ".join(fold(text).split()).rstrip(".")

"""Crosswalks: which departments go on in which new ones, in what parts, and who says so. A document of their own."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..paths import join
from ..periods import Period
from ..problem import Problem, fault
from ..texts import fold
from ..wording import plural, quote
from . import checking, fields, ordered, to
from .checked import Checked
from .organisation import Department
from .slots import strip_tables

__all__ = ["UNDECIDED", "Basis", "Crosswalk", "CrosswalkLink", "department_of"]

UNDECIDED = "(undecided)"
"""Where a department goes that has no destination yet."""
_CODE = "UNDECIDED"

Basis: TypeAlias = Literal["stated", "assumed"]
"""Whether a document says that a department goes on so, or somebody supposes it."""


def department_of(target: str) -> str:
    """The code of the department that a link leads to.

    >>> department_of("ADM"), department_of("(undecided)")
    ('ADM', 'UNDECIDED')
    """
    return _CODE if target == UNDECIDED else target


def _share(value: Fraction | Decimal | int | str) -> Fraction:
    """A share as a fraction, also from its text such as `1/3`: a converter of fields."""
    try:
        if isinstance(value, str | int | Decimal) and not isinstance(value, bool) and len(str(value)) < 40:
            return Fraction(value)
    except (ValueError, ZeroDivisionError, OverflowError):
        pass
    return value  # type: ignore[return-value]  # refused by the check, if it is none


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CrosswalkLink(Checked):
    """Where a department, or a part of it, goes on. In files the key of `from_` is `from`.

    Attributes:
        from_: code of the department as it was.
        to: code of the department in which it goes on, or `(undecided)`.
        share: which part of it does: a number from 0 to 1, or a fraction such as `1/3`.
        basis: `stated` where a document says so, `assumed` where somebody supposes it.
        source: where it is said, such as the section.
        note: anything a later reader should know.

    >>> CrosswalkLink(from_="FIN", to="ADM", source="Foreword 4").share
    Fraction(1, 1)
    """

    from_: str = attrs.field(metadata=fields.CODE)
    to: str = attrs.field(metadata=fields.LABEL)
    share: Fraction = attrs.field(default=Fraction(1), converter=_share, metadata=fields.SHARE)
    basis: Basis = attrs.field(default="stated", metadata=fields.words(Basis, optional=False))
    source: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if self.to != UNDECIDED and (found := list(checking.check_value(fields.CODE["kind"], self.to))):
            message = f"{found[0][1]}; or write {UNDECIDED!r}"
            raise InvalidPlan([fault("CrosswalkLink.to", message, actual=self.to, trail=("to",))])


def _links(value: Iterable[CrosswalkLink]) -> tuple[CrosswalkLink, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Crosswalk(Checked):
    """The map of a restructuring. A department that no link names goes on as it is.

    Attributes:
        code: the code of the crosswalk.
        title: what it is, in one line.
        plan: the code of the plan that it is for; None for any.
        period: the period from which the new structure holds; None where nobody says.
        note: anything a later reader should know.
        departments: the departments that are new, without figures.
        links: where the departments go on. The shares of each make 1.

    >>> adm = Department(code="ADM", name="Department of Administration")
    >>> links = [CrosswalkLink(from_=code, to="ADM") for code in ("FIN", "PER")]
    >>> Crosswalk(code="new", title="The new structure", departments=[adm], links=links)
    <Crosswalk new: 2 departments to 1>
    """

    code: str = attrs.field(metadata=fields.CODE)
    title: str = attrs.field(metadata=fields.TEXT)
    plan: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    departments: tuple[Department, ...] = attrs.field(
        default=(), converter=ordered.departments, metadata=fields.children(Department, "department")
    )
    links: tuple[CrosswalkLink, ...] = attrs.field(
        default=(), converter=_links, metadata=fields.children(CrosswalkLink, "link")
    )

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := [*_about_departments(self), *_about_links(self)]:
            raise InvalidPlan(found)

    @functools.cached_property
    def ways(self) -> Mapping[str, Mapping[str, Fraction]]:
        """For each department that goes on elsewhere the codes of those in which it does, with its shares."""
        found: dict[str, dict[str, Fraction]] = {}
        spelled = {fold(one.code): one.code for one in self.departments}
        for link in self.links:
            code, target = (spelled.setdefault(fold(one), one) for one in (link.from_, department_of(link.to)))
            found.setdefault(code, {})[target] = link.share
        return found

    def reversed(self) -> "Crosswalk":
        """The crosswalk back, which there is if each department goes on whole in one of its own.

        The departments as they were are known by their codes only.

        Raises:
            InvalidPlan: with each department that was divided, or went on with others, or is undecided.

        >>> links = [CrosswalkLink(from_="SPU", to="SPM", basis="assumed")]
        >>> Crosswalk(code="new", title="The new structure", links=links).reversed().links[0].to
        'SPU'
        """
        problems: list[Problem] = []
        for number, link in enumerate(self.links):
            others = [one.from_ for one in self.links if fold(one.to) == fold(link.to) and one is not link]
            said = "nobody knows where it went" if link.to == UNDECIDED else ""
            said = said or ("it was divided" if link.share != 1 else "")
            said = said or (f"in {link.to} it stands with {', '.join(others)}" if others else "")
            if said:
                message = f"the way of {link.from_} cannot be undone: {said}"
                problems.append(fault(f"links[{number}]", message, actual=link.from_))
        if problems:
            raise InvalidPlan(problems)
        back = [attrs.evolve(link, from_=link.to, to=link.from_) for link in self.links]
        old = [Department(code=link.from_, name=link.from_) for link in self.links]
        return attrs.evolve(self, departments=old, links=back, plan=None)

    def __repr__(self) -> str:
        targets = {target for way in self.ways.values() for target in way}
        return f"<Crosswalk {self.code}: {plural(len(self.ways), 'department')} to {len(targets)}>"


def _about_departments(crosswalk: Crosswalk) -> Iterator[Problem]:
    seen: set[str] = set()
    for department in crosswalk.departments:
        at = join("Crosswalk.departments", department.code)
        if fold(department.code) in seen:
            yield fault(at, "stands twice", rule="OP103", actual=department.code)
        seen.add(fold(department.code))
        if strip_tables(department) is not department:
            yield fault(at, "a new department has no figures of its own; they come with what goes on in it")
        if any(fold(link.from_) == fold(department.code) for link in crosswalk.links):
            yield fault(at, "is a department as it was: a link leads from it; leave it out", actual=department.code)


def _about_links(crosswalk: Crosswalk) -> Iterator[Problem]:
    known: set[tuple[str, str]] = set()
    shares: dict[str, Fraction] = {}
    spelled: dict[str, str] = {}
    ways: dict[str, set[str]] = {}
    for number, link in enumerate(crosswalk.links):
        at = f"Crosswalk.links[{number}]"
        if (pair := (fold(link.from_), fold(department_of(link.to)))) in known:
            yield fault(at, f"leads from {link.from_} to {link.to} once more; give it once, with all of its share")
        known.add(pair)
        ways.setdefault(pair[0], set()).add(pair[1])
        code = spelled.setdefault(pair[0], link.from_)
        shares[code] = shares.get(code, Fraction(0)) + link.share
    for code, share in shares.items():
        if share != 1:
            yield fault(
                "Crosswalk.links",
                f"the shares of {code} make {share}, they must make 1; what has no destination goes to {UNDECIDED!r}",
            )
    for number, link in enumerate(crosswalk.links):
        if fold(link.to) in ways and fold(link.to) != fold(link.from_):
            onward = "in a circle" if _leads(ways, fold(link.to), fold(link.from_)) else "on"
            message = f"leads to {quote(link.to)}, from which a link leads {onward}; say at once where it ends"
            yield fault(f"Crosswalk.links[{number}].to", message, actual=link.to)


def _leads(ways: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Whether links lead from one department to another."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        code = waiting.pop()
        if code == end:
            return True
        if code not in seen:
            seen.add(code)
            waiting += ways.get(code, ())
    return False

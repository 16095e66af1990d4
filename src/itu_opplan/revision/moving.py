"""How what a plan says of its departments moves into a new structure: figures, links, units and tables of results."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from ..errors import InvalidPlan, refusal
from ..model.context import Claim
from ..model.crosswalk import UNDECIDED, Crosswalk, department_of
from ..model.measures import Measure, base_name, is_typed, value_beside
from ..model.organisation import Department
from ..model.plan import OperationalPlan
from ..model.results import Reference
from ..model.shapes import MAX_DIGITS, MAX_PLACES
from ..model.walk import entities, links, tables
from ..paths import steps
from ..problem import Problem, fault
from ..table import Table
from ..texts import fold
from ..wording import quote, suggestions
from .editing import Edit, edit
from .restate import restate

__all__ = ["Move", "adds_up", "fit"]

_LONGEST_CODE = 32
_ROUNDED = "parts are rounded"


def adds_up(measure: Measure) -> bool:
    """Whether figures of a measure add up over departments: percentages do not."""
    unit = measure.shape.unit
    return unit is not None and unit != "percent" and not measure.shape.reason("department", unit)


def fit(plan: OperationalPlan, crosswalk: Crosswalk) -> Crosswalk:
    """The crosswalk with the codes of a plan as this spells them, and without links that change nothing.

    Raises:
        InvalidPlan: it is for another plan, or leads from or to departments that there are not.
    """
    if crosswalk.plan is not None and crosswalk.plan != plan.code:
        raise refusal(f"the crosswalk is for the plan {quote(crosswalk.plan)}, this is {quote(plan.code)}", path="plan")
    codes = {fold(one.code): one.code for one in plan.departments}
    new = {fold(one.code): one.code for one in crosswalk.departments}
    aliases = {fold(name): one.code for one in plan.departments for name in one.aliases}
    units = {fold(unit.code): unit.code for one in plan.departments for unit in one.units}
    problems: list[Problem] = []
    for number, link in enumerate(crosswalk.links):
        if fold(link.from_) not in codes:
            known = f"the plan has {suggestions(link.from_, codes.values()) or 'none'}"
            known = f"it is an alias: write {aliases[fold(link.from_)]}" if fold(link.from_) in aliases else known
            message = f"unknown department {quote(link.from_)}; {known}"
            problems.append(fault(f"links[{number}].from", message, actual=link.from_))
        if link.to != UNDECIDED and fold(link.to) not in codes | new:
            known = suggestions(link.to, [*codes.values(), *new.values()]) or "none"
            message = f"leads nowhere: unknown department {quote(link.to)}; known: {known}; declare what is new"
            problems.append(fault(f"links[{number}].to", message, actual=link.to))
    for code, spelled in new.items():
        if code in codes or code in units:
            what = "department" if code in codes else "unit"
            problems.append(fault(f"departments.{spelled}", f"the plan has a {what} of this code", actual=spelled))
    if problems:
        raise InvalidPlan(problems)
    spelled_as = codes | new
    moved = [
        attrs.evolve(link, from_=codes[fold(link.from_)], to=spelled_as.get(fold(link.to), link.to))
        for link in crosswalk.links
    ]
    return attrs.evolve(crosswalk, links=[link for link in moved if link.from_ != link.to or link.share != 1])


class Move:
    """The way of a plan into a new structure.

    Attributes:
        plan: the plan as it was.
        crosswalk: where its departments go on, in its spelling.
        main: for each department that is gone the code of the one where the most of it goes on.
        left: the measures of which figures were left behind.
        notes: what could not go along, and what was chosen, as sentences.
    """

    def __init__(self, plan: OperationalPlan, crosswalk: Crosswalk) -> None:
        self.plan, self.crosswalk = plan, crosswalk
        self.main: dict[str, str] = {}
        self.left: set[str] = set()
        self.notes: list[str] = []
        for code, way in crosswalk.ways.items():
            if code in way:
                continue  # a part of it stays
            most = max(way.values())
            chosen = [target for target, share in way.items() if share == most]
            self.main[code] = chosen[0]
            if len(way) > 1:
                tie = f"; an equal part goes on in {', '.join(chosen[1:])}" if len(chosen) > 1 else ""
                self.notes.append(f"what of {code} cannot be divided goes on in {chosen[0]}{tie}")

    def carry_out(self) -> OperationalPlan:
        """The plan in the new structure."""
        plan = edit(self.plan, [*self._links(), *self._tables()])
        there = {one.code: one for one in plan.departments}
        targets = dict.fromkeys(target for way in self.crosswalk.ways.values() for target in way)
        made = {code: one for code, one in there.items() if code not in self.main}
        made |= {code: self._new(code) for code in targets if code not in made}
        made |= {one.code: self._new(one.code) for one in self.crosswalk.departments if one.code not in made}
        sources = {code: [there[old] for old, main in self.main.items() if main == code] for code in made}
        made = self._with_figures({code: self._joined(one, sources[code]) for code, one in made.items()})
        codes = {fold(code) for code in made}
        return attrs.evolve(
            plan,
            departments=tuple(made.values()),
            bodies=[one for one in plan.bodies if fold(one.code) not in codes],
            claims=[one for one in plan.claims if not self._is_lost(one)],
        )

    def _new(self, code: str) -> Department:
        """A new department as the crosswalk declares it, with the aliases of a body that it replaces."""
        new = next((one for one in self.crosswalk.departments if one.code == code), None)
        if new is None:
            return Department(code=code, name=UNDECIDED, label=UNDECIDED)
        body = next((one for one in self.plan.bodies if fold(one.code) == fold(code)), None)
        aliases = _once(new.aliases, body.aliases if body else ())
        return attrs.evolve(new, valid_from=new.valid_from or self.crosswalk.period, aliases=aliases)

    # --- what cites departments ---------------------------------------------------------------------------------------

    def _links(self) -> Iterator[Edit]:
        """Links to departments that are gone, and references to their tables of results."""
        for link in links(self.plan):
            beside = link.kind.to == ("siblings",) and isinstance(link.site.entity, Department)
            if (beside or "departments" in link.kind.to) and not self.main.keys().isdisjoint(link.codes):
                codes = _once([self.main.get(code, code) for code in link.codes])
                yield Edit(tuple(steps(link.path)), "put", codes if link.kind.many else codes[0])
        for site in entities(self.plan, Reference):
            if not isinstance(site.entity, Reference):
                continue
            framework = site.owner.owner if site.owner else None  # above the row
            here = framework.owner.path if framework and framework.owner else ""
            at = site.entity.owner or here
            owner, renamed = self._owners.get(at, (at, {}))
            if site.entity.owner is not None and owner != at:
                yield Edit((*steps(site.path), "owner"), "put", owner)
            if site.entity.framework in renamed:
                yield Edit((*steps(site.path), "framework"), "put", renamed[site.entity.framework])

    @functools.cached_property
    def _owners(self) -> Mapping[str, tuple[str, Mapping[str, str]]]:
        """For the address of each that moves with tables of results the new one, and codes of tables that change."""
        taken = {one.code: {fold(framework.code) for framework in one.frameworks} for one in self.plan.departments}
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for one in self.plan.departments:
            if (main := self.main.get(one.code)) is None:
                continue
            there, codes = taken.setdefault(main, set()), dict[str, str]()
            for framework in one.frameworks:
                if fold(framework.code) in there:
                    codes[framework.code] = _free_code(f"{one.code}-{framework.code}", there)
                there.add(fold(codes.get(framework.code, framework.code)))
            found[f"departments.{one.code}"] = f"departments.{main}", codes
            for unit in one.units:
                found[f"departments.{one.code}.units.{unit.code}"] = f"departments.{main}.units.{unit.code}", {}
        return found

    def _is_lost(self, claim: Claim) -> bool:
        """Whether a claim speaks of the figures of a department that is gone."""
        for term in claim.terms:
            names = re.split(r"[.,\[\]=]\s*", term) if "." in term or "[" in term else []
            if gone := next((code for code in names if code in self.main), None):
                self.notes.append(f"the claim {claim.code} is of {gone} as it was; it is left behind")
                return True
        return False

    def _joined(self, department: Department, sources: list[Department]) -> Department:
        """A department with the units, tables of results, links and names of those that go on in it."""
        if not sources:
            return department
        frameworks = list(department.frameworks)
        for one in sources:
            codes = self._owners[f"departments.{one.code}"][1]
            frameworks += [attrs.evolve(own, code=codes.get(own.code, own.code)) for own in one.frameworks]
        aliases = _once(department.aliases, *((one.code, *one.aliases) for one in sources))
        codes_now = {fold(one.code) for one in (department, *self.crosswalk.departments)}
        values: dict[str, Any] = {
            "frameworks": frameworks,
            "units": [*department.units, *(unit for one in sources for unit in one.units)],
            "aliases": [name for name in aliases if fold(name) not in codes_now],
        }
        for name in ("objectives", "mandates", "to_be_completed", "elsewhere"):
            values[name] = _once(getattr(department, name), *(getattr(one, name) for one in sources))
        texts = [name for name in ("section", "description", "note", "attributes") if not getattr(department, name)]
        if self._alone(department.code) is not None:
            values |= {name: getattr(sources[0], name) for name in texts}
        elif lost := [one.code for one in sources if any(getattr(one, name) for name in texts if name != "section")]:
            self.notes.append(
                f"what is said of {', '.join(lost)} as such is left behind: description, note, attributes"
            )
        values["successors"] = [code for code in department.successors if code != department.code]
        values["parent"] = None if department.parent == department.code else department.parent
        return attrs.evolve(department, **values)

    # --- figures ------------------------------------------------------------------------------------------------------

    def _alone(self, code: str) -> str | None:
        """The one department that goes on in this one, whole and by itself; None where there is none."""
        sources = [(old, way[code]) for old, way in self.crosswalk.ways.items() if code in way]
        stays = code not in self.main and any(one.code == code for one in self.plan.departments)
        return sources[0][0] if len(sources) == 1 and sources[0][1] == 1 and not stays else None

    @functools.cached_property
    def _divided(self) -> AbstractSet[str]:
        """The departments in which a part of another one goes on."""
        return {target for way in self.crosswalk.ways.values() for target, share in way.items() if share != 1}

    def _mixed(self, codes: Iterable[str]) -> list[str]:
        """Those of some departments that are divided, or go on with others, or with which others go on."""
        ways = self.crosswalk.ways
        mixed = {target for way in ways.values() for target in way if self._alone(target) is None}
        return [one for one in codes if one in mixed or not mixed.isdisjoint(ways.get(one, ()))]

    def _moved(self, measure: Measure, table: Table, path: str, *, printed: bool = False) -> Table:
        """A table by department under the new ones, without what does not add up or stays true for none."""
        codes = table.used_labels["department"] if len(table) else ()
        if self.crosswalk.ways.keys().isdisjoint(codes):
            return table
        if (printed or not adds_up(measure)) and (mixed := self._mixed(codes)):
            why = "it was printed for these alone" if printed else f"{measure.code} does not add up over departments"
            self.notes.append(f"{path} of {', '.join(mixed)} is left behind: {why}")
            self.left |= set() if printed else {measure.code}
            table = table.where(department=[one for one in codes if one not in mixed])
        return _written(restate(table, self.crosswalk), table, self._divided)

    def _tables(self) -> Iterator[Edit]:
        """Tables of outputs and others that have figures by department."""
        for stated in tables(self.plan):
            if stated.measure.owner != "departments" and "department" in stated.table.dims:
                table = self._moved(stated.measure, stated.table, stated.path, printed=stated.published)
                if table is not stated.table:
                    yield Edit(tuple(steps(stated.path)), "put", table)

    def _with_figures(self, made: Mapping[str, Department]) -> dict[str, Department]:
        """The departments of the new structure with their figures, and what is printed beside these."""
        targets = {target for way in self.crosswalk.ways.values() for target in way}
        values: dict[str, dict[str, object]] = {code: {} for code in targets}
        for measure in self.plan.all_measures.values():
            for name in (measure.code, f"published_{measure.code}") if measure.owner == "departments" else ():
                own = {one.code: value_beside(one, name) for one in self.plan.departments}
                there = {code: table for code, table in own.items() if isinstance(table, Table) and len(table)}
                if not there:
                    continue
                whole = Table.concat(there, dim="department")
                moved = self._moved(measure, whole, f"departments: {name}", printed=name != measure.code)
                dims = [dim for dim in moved.dims if dim != "department"]
                for code in targets.intersection(moved.used_labels["department"] if len(moved) else ()):
                    own_share = moved.where(department=code).by(*dims)
                    rounded = (
                        [one for one in moved.assumed if one.startswith(_ROUNDED)] if code in self._divided else ()
                    )
                    values[code][name] = attrs.evolve(own_share, assumed=rounded)
        for code, found in values.items():
            found |= self._beside(code, [base_name(name) for name in found])
        return {code: _put(one, values[code], self.plan) if code in values else one for code, one in made.items()}

    def _beside(self, code: str, measures: Iterable[str]) -> dict[str, object]:
        """What stands beside the figures of a department in which others go on."""
        sources = [
            one for one in self.plan.departments if one.code == code or code in self.crosswalk.ways.get(one.code, ())
        ]
        said = [
            f"{'all' if link.share == 1 else link.share} of {link.from_} goes on here"
            for link in self.crosswalk.links
            if department_of(link.to) == code and (link.share != 1 or link.basis == "assumed")
        ]
        found: dict[str, object] = {}
        for measure in dict.fromkeys(measures):
            assumed = [value_beside(one, f"{measure}_assumed") or () for one in sources]
            if sentences := _once(*assumed, said):  # type: ignore[arg-type]  # these are texts
                found[f"{measure}_assumed"] = sentences
            if self._alone(code) is not None and (section := value_beside(sources[0], f"{measure}_section")):
                found[f"{measure}_section"] = section
        return found


def _written(table: Table, before: Table, divided: AbstractSet[str]) -> Table:
    """A restated table in decimals that a plan can have: parts without an end are rounded, and make the same total."""
    place = table.dims.index("department")
    outside = table.find_outside(MAX_DIGITS, MAX_PLACES)
    endless = {key[place] for key, part in outside if Fraction(part) * 10**MAX_PLACES % 1}
    if not len(table) or divided.isdisjoint(table.used_labels["department"]):
        return table
    records = [
        {**record, "value": _without_zeros(record["value"])} if record["department"] in divided else record
        for record in table.records()
        if record["department"] not in endless
    ]
    assumed = table.assumed
    if endless:
        cells = (record["value"] for record in (*before.records(), *records))
        decimals = max(2, *(-int(cell.as_tuple().exponent) for cell in cells if isinstance(cell, Decimal)))
        others = [dim for dim in table.dims if dim != "department"]
        records += table.where(department=sorted(endless)).rounded(decimals, *others).records()
        assumed = (*assumed, f"{_ROUNDED} to {decimals} decimals")
    return Table.from_records(records, dims=table.dims, unit=table.unit, labels=table.axes).assuming(*assumed)


def _without_zeros(cell: object) -> object:
    """A figure without the zeros that a division leaves at its end."""
    if not isinstance(cell, Decimal) or "." not in (digits := f"{cell:f}"):
        return cell
    return Decimal(digits.rstrip("0").rstrip("."))


def _free_code(code: str, taken: AbstractSet[str]) -> str:
    """The code, shortened where it is too long, and with a number where it is taken."""
    ends = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    tried = (f"{code[: _LONGEST_CODE - len(end)]}{end}" for end in ends)
    return next(one for one in tried if fold(one) not in taken)


def _once(*texts: Iterable[str]) -> tuple[str, ...]:
    """All texts, each once."""
    return tuple(dict.fromkeys(one for some in texts for one in some))


def _put(department: Department, values: Mapping[str, object], plan: OperationalPlan) -> Department:
    """A department with these figures, and what is beside them, and no other ones."""
    typed: dict[str, Any] = {}
    for field in attrs.fields(Department):
        if base_name(field.name) in plan.all_measures and is_typed(Department, base_name(field.name)):
            typed[field.name] = values.get(field.name, field.default)
    figures = {name: value for name, value in values.items() if name not in typed}
    return attrs.evolve(department, **typed, figures=figures)

"""How results are measured: KPIs with their baselines, targets and actuals, and what was achieved."""

import bisect
import datetime
import functools
import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, get_args

import attrs

from ..arguments import takes
from ..errors import refusal
from ..periods import Period
from ..problem import Problem, fault
from ..texts import compose
from ..wording import one_of, quote
from . import fields, to
from .checked import Checked
from .keyed import Attributes, Keyed, to_attributes
from .shapes import MAX_DIGITS, fits
from .values import (
    Accumulation,
    Actual,
    Baseline,
    Direction,
    Progress,
    RollUp,
    Target,
    Value,
    day_of,
    is_part,
    latest_of,
    place_of,
    progress_between,
    roll_up,
    say_why_none,
)

__all__ = ["KPI", "Achievement"]

_Alike: TypeAlias = tuple[str | None, fields.Bound | None]
"""The unit and the bound of a value."""


def _baselines(value: Iterable[Baseline]) -> tuple[Baseline, ...]:
    return to.items(value)


def _targets(value: Iterable[Target]) -> tuple[Target, ...]:
    return to.items(value)


def _actuals(value: Iterable[Actual]) -> tuple[Actual, ...]:
    return to.items(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class KPI(Checked):
    """The variable that shows whether results were reached; it may be words only.

    Attributes:
        text: what is measured.
        number: the number printed before it.
        code: its code, where it has one: unique among the KPIs and results of the plan.
        of: numbers of the results of the block that it is paired with, only where the document pairs them by number.
        perspective: `customer`, `financial`, `staff` or `process`, where the document says so.
        unit: what it counts, such as `percent`; None where it is words.
        direction: `increase` where more is better, `decrease` where less is; None where that is open.
        accumulation: `sum` where the values of parts of a period add up to that of the period, `cumulative` where the
            last of them is that of the period, `none` where neither is so; None where the document does not say.
        weight: how much it counts among others, in whatever the document weighs them.
        baselines: values before, each of another time, unit or label.
        targets: values that are aimed at; those of one period differ in unit, bound or a label.
        actuals: values that were measured, likewise, or measured on different days.
        period: the period that it is for, where one table has several.
        printed: false where the plan does not print it as a KPI: it carries figures that stand among results or
            achievements. No rule counts it among the KPIs of its row.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> sales = KPI(text="sales", unit="CHF", targets=[Target(period="2008", value=11000000)])
    >>> sales.progress("2008").reason
    'no baseline'
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    code: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    of: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    perspective: str | None = attrs.field(default=None, metadata=fields.label("perspective"))
    unit: str | None = attrs.field(default=None, metadata=fields.MAYBE_UNIT)
    direction: Direction | None = attrs.field(default=None, metadata=fields.words(Direction))
    accumulation: Accumulation | None = attrs.field(default=None, metadata=fields.words(Accumulation))
    weight: Decimal | None = attrs.field(default=None, converter=to.maybe_figure, metadata=fields.MAYBE_AMOUNT)
    baselines: tuple[Baseline, ...] = attrs.field(
        default=(), converter=_baselines, metadata=fields.children(Baseline, "baseline")
    )
    targets: tuple[Target, ...] = attrs.field(
        default=(), converter=_targets, metadata=fields.children(Target, "target")
    )
    actuals: tuple[Actual, ...] = attrs.field(
        default=(), converter=_actuals, metadata=fields.children(Actual, "actual")
    )
    period: Period | None = attrs.field(default=None, converter=to.maybe_period, metadata=fields.MAYBE_PERIOD)
    printed: bool = attrs.field(default=True, metadata=fields.FLAG)
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)

    def _find_more(self) -> Iterable[Problem]:
        """Values of which nobody can say which one counts; most KPIs have one of each at most."""
        several = len(self.baselines) > 1 or len(self.targets) > 1 or len(self.actuals) > 1
        return self._repeats() if several else ()

    def _repeats(self) -> Iterator[Problem]:
        seen: dict[object, int] = {}
        for name in ("baselines", "targets", "actuals"):
            figures: Sequence[Value] = getattr(self, name)
            for number, one in enumerate(figures if len(figures) > 1 else ()):
                what = {field: getattr(one, field) for field in _APART if hasattr(one, field)}
                first = seen.setdefault((name, *(what | {"unit": self.unit_of(one)}).values()), number)
                if first != number:
                    message = f"is for the same as {name}[{first}]; they must differ in {one_of(list(what))}"
                    message += "; a later figure for the same needs its as_of" if "as_of" in what else ""
                    yield fault(f"KPI.{name}[{number}]", message, trail=(name, number))

    @property
    def values(self) -> tuple[Value, ...]:
        """All its baselines, targets and actuals."""
        return (*self.baselines, *self.targets, *self.actuals)

    @takes
    def unit_of(self, value: Value) -> str | None:
        """The unit of one of its values: the value's own, or that of the KPI."""
        return value.unit or self.unit

    @takes
    def baseline_of(self, target: Target, year_begins: int = 1) -> Baseline | None:
        """The latest baseline with the dimensions and the unit of a target, not after its period; None without one.

        Args:
            target: the target.
            year_begins: the month in which the plan's year begins, for baselines that have only a day; of years such as
                `2025/26` these are left out without it.
        """
        alike = self._timed(year_begins, target.period.fiscal).get((target.dimensions, self.unit_of(target)), [])
        end = bisect.bisect_right(alike, target.period.end, key=lambda one: one[0][0])
        return latest_of(alike[max(0, end - _ALIKE) : end])

    def _timed(self, year_begins: int, fiscal: bool) -> "_Timed":
        """The baselines of the same dimensions and unit, by time: a KPI may have many, and many targets."""
        if (year_begins, fiscal) not in self._calendars:
            found: _Timed = {}
            for one in self.baselines:
                place = place_of(one, year_begins)
                if place is None or place.fiscal == fiscal:
                    alike = found.setdefault((one.dimensions, self.unit_of(one)), [])
                    alike.append((_time_of(one, place), one))
            for alike in found.values():
                alike.sort(key=operator.itemgetter(0))
            self._calendars[year_begins, fiscal] = found
        return self._calendars[year_begins, fiscal]

    @functools.cached_property
    def _calendars(self) -> dict[tuple[int, bool], "_Timed"]:
        return {}

    def roll_up(self, name: Literal["targets", "actuals"], period: Period | str, /, **dimensions: str) -> RollUp:
        """What the values of parts of a period make for it: the quarters for a year, as `accumulation` says.

        With `sum` they add up where they fill the period, with `cumulative` the last one counts. A missing one is no
        zero: it makes the whole missing.

        Args:
            name: `targets` or `actuals`.
            period: the period.
            dimensions: labels, such as `sex="women"`; without any, the values that have none.

        Raises:
            InvalidPlan: the text is no period, the name another one.
            TypeError: a label is no text.

        >>> quarters = [Target(period=f"2008-Q{number}", value=number) for number in (1, 2, 3, 4)]
        >>> KPI(text="visits", accumulation="sum", targets=quarters).roll_up("targets", "2008").value
        Decimal('10')
        >>> KPI(text="visits", accumulation="sum", targets=quarters[:3]).roll_up("targets", "2008").reason
        'the targets of its parts do not fill 2008'
        """
        if name not in ("targets", "actuals"):
            raise refusal(f"must be 'targets' or 'actuals', got {quote(name)}", path="name", actual=name)
        period, labels = to.period_of(period), _compose_labels("roll_up", dimensions)
        found = self._roll_up(name, period, labels)
        made = [one for one in found.values() if one.value is not None] or list(found.values())
        if len(made) > 1:
            return RollUp(None, f"the {name} for parts of {period} differ in unit or bound")
        return made[0] if made else roll_up((), period, self.accumulation, name[:-1])

    def _roll_up(self, name: str, period: Period, labels: Keyed[str]) -> dict[_Alike, RollUp]:
        """What values of parts make for a period, by unit and bound."""
        groups: dict[_Alike, list[Target | Actual]] = {}
        values: Sequence[Target | Actual] = getattr(self, name)
        for one in values:
            if one.dimensions == labels and is_part(one.period, period):
                groups.setdefault((self.unit_of(one), one.bound), []).append(one)
        return {key: roll_up(group, period, self.accumulation, name[:-1]) for key, group in groups.items()}

    def _made(self, name: str, period: Period, labels: Keyed[str]) -> tuple[list[dict[str, Any]], str]:
        """The values that are rolled up for a period, and why there are none."""
        if self.accumulation in (None, "none"):
            return [], ""
        found = self._roll_up(name, period, labels)
        for key, one in found.items():
            if one.value is not None and not fits(one.value):
                why = f"the {name} of its parts add up to a figure of more than {MAX_DIGITS} digits"
                found[key] = RollUp(None, why)
        made = [
            {"value": one.value, "unit": key[0], "bound": key[1]} for key, one in found.items() if one.value is not None
        ]
        return made, next((f": {one.reason}" for one in found.values()), "")

    def _targets_for(self, period: Period, labels: Keyed[str]) -> tuple[list[Target], str]:
        """The targets for a period, or what those of its parts make; and why these make none."""
        if own := [one for one in self.targets if one.dimensions == labels and one.period == period]:
            return own, ""
        made, why = self._made("targets", period, labels)
        return [Target(period=period, dimensions=labels, **fields) for fields in made], why

    def _actuals_for(self, period: Period, labels: Keyed[str], year_begins: int) -> tuple[list[Actual], str]:
        """The actuals of a period, likewise."""
        if own := [one for one in self.actuals if one.dimensions == labels and _is_of(one, period, year_begins)]:
            return own, ""
        made, why = self._made("actuals", period, labels)
        return [Actual(period=period, dimensions=labels, **fields) for fields in made], why

    def progress(self, period: Period | str, /, year_begins: int = 1, **dimensions: str) -> Progress:
        """How far the actual of a period has come from the baseline to the target of that period, in percent.

        Values are compared with those of the same dimensions and unit only. The latest actual of the period counts,
        and the latest baseline; one without a date is the earliest, however they are listed. Where the period has no
        target or no actual of its own, those of its parts are rolled up, as `accumulation` says.

        Args:
            period: the period of the target; an actual without a period counts for that in which its day lies.
            year_begins: the month in which the plan's year begins, `plan.year_begins`: it says where a day lies.
            dimensions: labels, such as `sex="women"`; without any, the values that have none.

        What cannot be computed says why: a value that is missing or words, a direction that is open or that the target
        contradicts, values in different units, several targets or actuals, a target that is the baseline.

        Raises:
            InvalidPlan: the text is no period, or its years do not begin in that month.
            TypeError: a label is no text.

        >>> kpi = KPI(
        ...     text="members",
        ...     direction="increase",
        ...     baselines=[Baseline(value=100)],
        ...     targets=[Target(period="2008", value=200)],
        ...     actuals=[Actual(period="2008", value=150)],
        ... )
        >>> kpi.progress("2008").percent
        Decimal('50')
        """
        period, labels = to.period_of(period), _compose_labels("progress", dimensions)
        if year_begins != 1:
            period.dates(year_begins)  # refuses a month that is none, and years that do not begin in it
        whose = "".join(f", {dim} {label}" for dim, label in dimensions.items())
        baselines = [one for one in self.baselines if one.dimensions == labels]
        measured = [one for one in self.actuals if one.dimensions == labels]
        targets, why_no_target = self._targets_for(period, labels)
        actuals, why_no_actual = self._actuals_for(period, labels, year_begins)
        found: dict[str, Sequence[Value]] = {"baseline": baselines, "target": targets, "actual": actuals}
        for noun, values in found.items():
            if values and not any(isinstance(one.value, Decimal) for one in values):
                when = whose if noun == "baseline" else f" for {period}{whose}"
                last = max(
                    values, key=lambda one: _time_of(one, place_of(one, year_begins) if noun == "baseline" else None)
                )
                return Progress(None, say_why_none(noun, last, when))
        if not baselines:
            return Progress(None, f"no baseline{whose}")
        if not targets:
            return Progress(None, f"no target for {period}{whose}{why_no_target}")
        dated: tuple[Baseline | Actual, ...] = (*baselines, *measured)
        days = [one for one in dated if one.period is None and one.as_of is not None]
        if days and period.fiscal and year_begins == 1:
            return Progress(None, f"a value has only a day: when {period} begins is open without year_begins")
        if not actuals:
            return Progress(None, f"no actual for {period}{whose}{why_no_actual}")
        if self.direction is None:
            return Progress(None, "no direction: it is open whether more is better")
        units = set(map(self.unit_of, baselines)).intersection(map(self.unit_of, actuals))
        targets = [one for one in targets if self.unit_of(one) in units]
        if not targets:
            return Progress(None, "baseline, target and actual are in different units")
        if len(targets) > 1:
            return Progress(None, f"several targets for {period}{whose}: they differ in unit or bound")
        target, unit = targets[0], self.unit_of(targets[0])
        actual = latest_of([(day_of(one), one) for one in actuals if self.unit_of(one) == unit])
        before = self.baseline_of(target, year_begins)
        if before is None or actual is None:
            what = "baseline" if before is None else "actual"
            return Progress(None, f"no one {what} for {period}{whose}: several differ, or it is of a later time")
        return _compare(before, target, actual, self.direction, f" for {period}{whose}")


_Timed: TypeAlias = dict[tuple[Keyed[str], str | None], list[tuple[tuple[int, datetime.date, int], Baseline]]]
"""Baselines by dimensions and unit, each after when it ends, its day, and when it begins."""
_ALIKE = len(get_args(fields.Bound)) + 1
"""How many baselines of one time, unit and label there can be: they differ in their bound, or have none."""
_APART = ("period", "as_of", "unit", "bound", "dimensions")
"""In which the values of a KPI must differ, as far as they have it."""


def _compose_labels(name: str, dimensions: Mapping[str, str]) -> Keyed[str]:
    """Labels that are given as keywords of a method, as plans keep them."""
    for dim, label in dimensions.items():
        if not isinstance(label, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # of callers without types
            raise TypeError(f"{name}: {dim} must be text, got {quote(label)}")
    return Keyed({compose(dim): compose(label) for dim, label in dimensions.items()})


def _time_of(value: Value, place: Period | None) -> tuple[int, datetime.date, int]:
    """When the period of a value ends, its day, and when that begins: of several the greatest is the latest."""
    return (place.end, day_of(value), place.start) if place else (0, day_of(value), 0)


def _is_of(actual: Actual, period: Period, year_begins: int) -> bool:
    """Whether an actual is of a period: by its own, or because its day lies in it."""
    if actual.period is not None:
        return actual.period == period
    place = place_of(actual, year_begins)
    return place is not None and place.fiscal == period.fiscal and place in period


def _compare(before: Baseline, target: Target, actual: Actual, direction: Direction, rest: str) -> Progress:
    """The progress by values of which each is the one that counts."""
    for noun, one in (("baseline", before), ("target", target), ("actual", actual)):
        if not isinstance(one.value, Decimal):
            return Progress(None, say_why_none(noun, one, rest))
    start, aim, now = (Fraction(one.value) for one in (before, target, actual) if isinstance(one.value, Decimal))
    return progress_between(start, aim, now, direction)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Achievement(Checked):
    """What was reached, as the document reports it; often printed among the KPIs.

    Attributes:
        text: what was reached, in one line.
        number: the number printed before it.
        of: numbers of the results that it is paired with, only where the document pairs them by number.
        actuals: what was measured.
        mandates: codes of the mandates that it cites.
        section: number of the section, where it is not that of the framework.
        note: anything a later reader should know.
        attributes: text, figures, dates and flags that the library keeps and never reads, by name.

    >>> Achievement(text="savings", actuals=[Actual(value=23, unit="percent")]).actuals[0].value
    Decimal('23')
    """

    text: str = attrs.field(metadata=fields.PROSE)
    number: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    of: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.TEXTS)
    actuals: tuple[Actual, ...] = attrs.field(
        default=(), converter=_actuals, metadata=fields.children(Actual, "actual")
    )
    mandates: tuple[str, ...] = attrs.field(default=(), converter=to.texts, metadata=fields.links_to("mandates"))
    section: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)
    attributes: Attributes = attrs.field(default=Keyed(), converter=to_attributes, metadata=fields.ATTRIBUTES)

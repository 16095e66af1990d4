"""How costs are carried on, step by step: from those who serve others to their users, to outputs, objectives, goals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

import attrs

from ..errors import InvalidPlan
from ..periods import Period
from ..problem import Problem, fault
from ..table import Table
from ..wording import quote
from . import checking, fields
from .checked import Checked
from .keyed import Keyed, to_keyed
from .shapes import Shape
from .to import items, maybe_period, texts

__all__ = ["CostStep", "StepTarget", "check_steps", "to_steps"]

StepTarget: TypeAlias = Literal["department", "output", "objective", "goal"]
"""What costs can be carried to."""

_WEIGHTS = Shape(dims=("period",), unit=None, any_dims=True)
_PERCENT = Shape(dims=("period",), unit="percent", any_dims=True)
_ALONG_LINKS = ("equal", "primary")
_MEANS = ("driver", "weights", "percent")


def _labels(value: Mapping[str, str]) -> Keyed[str]:
    return to_keyed(value)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CostStep(Checked):
    """One step in which costs are carried on: from whom, to what, and by what they are divided.

    Attributes:
        to: what costs are carried to: `department` (the users of central services), `output`, `objective` or `goal`.
        code: what the step is called, unique among them; None for what it carries costs to.
        from_: codes of the departments whose costs are carried; left out, all. In files its key is `from`.
        components: the components that are carried, such as `staff`; left out, all.
        users: codes of the departments, outputs … that can get costs; left out, all for which the driver has figures.
        driver: what costs are divided by: the code of a measure of the plan, such as `effort`, `services` or `posts`;
            to objectives and goals also along the links of the plan, `equal` or `primary`.
        only: labels of the driver that count, by dim, such as `service = "translation"`.
        period: the period of the plan whose figures of the driver count for all; left out, each period has its own.
        out_of: the code of the measure of which the driver is a part, as `effort` is of `staffing`: the rest of that
            measure keeps its costs. Where the driver is more than that, all is carried.
        weights: the weights by which costs are divided: rows of labels, such as `department`, and a weight by period.
        percent: what users get in percent of the costs that they have already, a mark-up: rows of labels, and a
            percentage by period. What is left stays where it is.
        on: the components of the users of which `percent` is taken; left out, all.
        source: where the rule comes from.
        note: anything a later reader should know.

    >>> CostStep(to="output", driver="effort", out_of="staffing").name
    'output'
    """

    to: StepTarget = attrs.field(metadata=fields.words(StepTarget, optional=False))
    code: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    from_: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=fields.CODES)
    components: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=fields.CODES)
    users: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=fields.CODES)
    driver: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    only: Keyed[str] = attrs.field(default=Keyed(), converter=_labels, metadata=fields.LABELS)
    period: Period | None = attrs.field(default=None, converter=maybe_period, metadata=fields.MAYBE_PERIOD)
    out_of: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    weights: Table = attrs.field(default=_WEIGHTS.empty, metadata=fields.table(_WEIGHTS))
    percent: Table = attrs.field(default=_PERCENT.empty, metadata=fields.table(_PERCENT))
    on: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=fields.CODES)
    source: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := [*_about(self), *_overlapping(self)]:
            raise InvalidPlan(found)

    @property
    def name(self) -> str:
        """What the step is called."""
        return self.code or self.to

    @property
    def rule(self) -> str | None:
        """The rule by which costs go along the links of the plan; None where something else divides them."""
        return self.driver if self.driver in _ALONG_LINKS and self.to in ("objective", "goal") else None


def _about(step: CostStep) -> Iterator[Problem]:
    """What no step can be."""
    given = [name for name in _MEANS if getattr(step, name) is not None and not _is_empty(getattr(step, name))]
    if len(given) != 1:
        got = " and ".join(given) or "none of them"
        yield fault("CostStep", f"must say by what costs are divided: driver, weights or percent, got {got}")
    if step.driver in _ALONG_LINKS and step.rule is None:
        message = f"{step.driver!r} is for objectives and goals; name a measure of the plan, such as 'effort'"
        yield fault("CostStep.driver", message, actual=step.driver, trail=("driver",))
    beside = {"out_of": "driver", "only": "driver", "period": "driver", "on": "percent"}
    for name, means in beside.items():
        if getattr(step, name) and means not in given:
            yield fault(f"CostStep.{name}", f"goes with {means}, which is not given", trail=(name,))
    if step.rule and (given := [name for name in ("only", "period", "out_of") if getattr(step, name)]):
        message = f"costs along links are divided whole; leave out {' and '.join(given)}"
        yield fault("CostStep.driver", message, trail=(given[0],))
    if "percent" in given and step.to not in ("department", "output"):
        yield fault("CostStep.percent", "a mark-up is on costs of departments or outputs", trail=("percent",))


def _overlapping(step: CostStep) -> Iterator[Problem]:
    """What is said twice of one month."""
    for name in ("weights", "percent"):
        table: Table = getattr(step, name)
        last: dict[tuple[str, ...], Period] = {}
        for record in table.records():
            *labels, period = (str(record[dim]) for dim in table.dims)
            own, before = Period.parse(period), last.get(tuple(labels))
            if before is not None and before.fiscal == own.fiscal and before.overlaps(own):
                message = f"{before} has some of the same months; a month can have one figure only"
                at = f"CostStep.{name}[{', '.join([*labels, period])}]"
                yield fault(at, message, rule="OP105", actual=period, trail=(name,))
            last[tuple(labels)] = own


def _is_empty(value: object) -> bool:
    return isinstance(value, Table) and not len(value)


def check_steps(steps: Sequence[CostStep]) -> Iterator[Problem]:
    """What no chain of steps can be: one name for several of them; costs carried on after they have arrived.

    >>> steps = [CostStep(to="objective", driver="equal"), CostStep(to="output", driver="effort")]
    >>> print(*check_steps(steps))
    Rates.steps[1].to: costs are with objectives already; carry them to outputs before
    """
    seen: dict[str, str] = {}
    arrived: list[str] = []
    for number, step in enumerate(steps):
        at = f"Rates.steps[{number}]"
        if step.code is not None:
            other = seen.get(step.code.casefold())
            if step.code.casefold() in ("costs", *get_args(StepTarget)):
                message = f"{quote(step.code)} is what any step can be called; give this one another code, or none"
                yield fault(f"{at}.code", message, rule="OP103", actual=step.code)
            elif other is not None:
                message = "stands twice" if other == step.code else f"differs from {quote(other)} in case only"
                yield fault(f"{at}.code", f"{quote(step.code)} {message}", rule="OP103", actual=step.code)
            seen.setdefault(step.code.casefold(), step.code)
        if arrived and step.to in ("department", "output", *arrived):
            before = f"; carry them to {step.to}s before" if step.to not in arrived else ""
            message = f"costs are with {arrived[-1]}s already{before}"
            yield fault(f"{at}.to", message, actual=step.to)
        elif step.to in ("objective", "goal"):
            arrived.append(step.to)


def to_steps(value: Iterable[CostStep]) -> tuple[CostStep, ...]:
    """Steps as a tuple, in their order: a converter of fields."""
    return items(value)

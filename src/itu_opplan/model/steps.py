"""How costs are carried on, step by step: from those who serve others to their users, to outputs, objectives, goals."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import attrs

from ..errors import InvalidPlan
from ..problem import Problem, fault
from ..table import Table
from . import checking, fields
from .keyed import Keyed, to_keyed
from .shapes import Shape
from .to import items, texts

__all__ = ["CostStep", "StepTarget", "to_steps"]

StepTarget: TypeAlias = Literal["department", "output", "objective", "goal"]
"""What costs can be carried to."""

_WEIGHTS = Shape(dims=("period",), unit=None, any_dims=True)
_PERCENT = Shape(dims=("period",), unit="percent", any_dims=True)
_ALONG_LINKS = ("equal", "primary")
_MEANS = ("driver", "weights", "percent")


def _labels(value: Mapping[str, str]) -> Keyed[str]:
    return to_keyed(value)


@attrs.frozen(kw_only=True)
class CostStep:
    """One step in which costs are carried on: from whom, to what, and by what they are divided.

    Attributes:
        to: what costs are carried to: `department` (the users of central services), `output`, `objective` or `goal`.
        code: what the step is called; None for what it carries costs to.
        from_: codes of the departments whose costs are carried; left out, all. In files its key is `from`.
        components: the components that are carried, such as `staff`; left out, all.
        users: codes of those that can get costs; left out, all that the driver has.
        driver: what costs are divided by: the code of a measure of the plan, such as `effort`, `services` or `posts`;
            to objectives and goals also along the links of the plan, `equal` or `primary`.
        only: labels of the driver that count, by dim, such as `service = "translation"`.
        out_of: the code of a measure of which the driver is a part, such as `staffing` of which `effort` is: what is
            left of it is not carried on. Where the driver is more than that, all is carried.
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
    out_of: str | None = attrs.field(default=None, metadata=fields.MAYBE_CODE)
    weights: Table = attrs.field(default=_WEIGHTS.empty, metadata=fields.table(_WEIGHTS))
    percent: Table = attrs.field(default=_PERCENT.empty, metadata=fields.table(_PERCENT))
    on: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=fields.CODES)
    source: str | None = attrs.field(default=None, metadata=fields.MAYBE_TEXT)
    note: str | None = attrs.field(default=None, metadata=fields.MAYBE_PROSE)

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)
        if found := list(_about(self)):
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
        yield fault("CostStep.driver", message, actual=step.driver)
    beside = {"out_of": "driver", "only": "driver", "on": "percent"}
    for name, means in beside.items():
        if getattr(step, name) and means not in given:
            yield fault(f"CostStep.{name}", f"goes with {means}, which is not given")
    if step.rule and (step.out_of or step.only):
        yield fault("CostStep.driver", "costs along links are divided whole; leave out_of and only out")
    if "percent" in given and step.to not in ("department", "output"):
        yield fault("CostStep.percent", "a mark-up is on costs of departments or outputs")


def _is_empty(value: object) -> bool:
    return isinstance(value, Table) and not len(value)


def to_steps(value: Iterable[CostStep]) -> tuple[CostStep, ...]:
    """Steps as a tuple, in their order: a converter of fields."""
    return items(value)

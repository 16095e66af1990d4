"""Converters of the plan's fields: its entities in their order. Typed one by one, so that a type checker knows what
each field takes."""

from collections.abc import Iterable

from .context import Claim, Event, Mandate, Project, Provision
from .measures import Measure
from .order import in_order
from .organisation import Activity, Body, Department
from .outline import Heading
from .outputs import Output, OutputGroup, Service
from .strategy import Objective, StrategicGoal
from .to import items

__all__ = [
    "activities",
    "bodies",
    "claims",
    "departments",
    "events",
    "goals",
    "groups",
    "mandates",
    "measures",
    "objectives",
    "outline",
    "outputs",
    "projects",
    "provisions",
    "services",
]


def outline(value: Iterable[Heading]) -> tuple[Heading, ...]:
    return items(value)


def goals(value: Iterable[StrategicGoal]) -> tuple[StrategicGoal, ...]:
    return in_order(value)


def objectives(value: Iterable[Objective]) -> tuple[Objective, ...]:
    return in_order(value)


def groups(value: Iterable[OutputGroup]) -> tuple[OutputGroup, ...]:
    return in_order(value)


def outputs(value: Iterable[Output]) -> tuple[Output, ...]:
    return in_order(value)


def departments(value: Iterable[Department]) -> tuple[Department, ...]:
    return in_order(value)


def bodies(value: Iterable[Body]) -> tuple[Body, ...]:
    return in_order(value)


def services(value: Iterable[Service]) -> tuple[Service, ...]:
    return in_order(value)


def activities(value: Iterable[Activity]) -> tuple[Activity, ...]:
    return in_order(value)


def events(value: Iterable[Event]) -> tuple[Event, ...]:
    return in_order(value)


def mandates(value: Iterable[Mandate]) -> tuple[Mandate, ...]:
    return in_order(value)


def provisions(value: Iterable[Provision]) -> tuple[Provision, ...]:
    return in_order(value)


def projects(value: Iterable[Project]) -> tuple[Project, ...]:
    return in_order(value)


def measures(value: Iterable[Measure]) -> tuple[Measure, ...]:
    return in_order(value)


def claims(value: Iterable[Claim]) -> tuple[Claim, ...]:
    return in_order(value)

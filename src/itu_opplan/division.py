"""Dividing whole numbers: a figure among years by weights, and parts rounded so that they still make their whole.

Nothing is lost: the parts of a number, and the rounded parts of a whole, add up to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from .cells import divided, parsed
from .errors import InvalidPlan
from .periods import Period
from .problem import Problem, fault
from .wording import quote

__all__ = ["Weight", "YearWeights", "among", "balanced", "exact_weight", "read_rule", "sentences", "weights_in"]

Weight: TypeAlias = Decimal | Fraction | int
YearWeights: TypeAlias = Mapping[str, Weight]
"""The weight of each year, such as `{"2009": 1, "2010": 2}`; weights need not make 1."""


def among(number: int, weights: Sequence[Fraction], *, keep_total: bool) -> list[int]:
    """The number times each weight; to keep the total, the last that has a weight takes what is left of the number.

    >>> among(100, [Fraction(1, 3), Fraction(2, 3), Fraction(0)], keep_total=True)
    [33, 67, 0]
    """
    parts = [divided(number * weight.numerator, weight.denominator) for weight in weights]
    rest = number - sum(parts) if keep_total else 0
    if rest:
        last = max((place for place, weight in enumerate(weights) if weight), default=None)
        if last is not None:
            parts[last] += rest
    return parts


def balanced(numbers: Sequence[int], unit: int) -> list[int]:
    """How many units each number has when their sum has as many as it rounds to, half-even: largest rests round up.

    Of equal rests the first rounds up first.

    >>> balanced([333, 333, 334], 10)
    [33, 33, 34]
    """
    units = [number // unit for number in numbers]
    rests = [number % unit for number in numbers]
    up = divided(sum(numbers), unit) - sum(units)
    for place in sorted(range(len(numbers)), key=lambda place: -rests[place])[:up]:
        units[place] += 1
    return units


def weights_in(period: Period, given: Mapping[int, Fraction]) -> list[Fraction | None]:
    """The weight of each year of the period, together 1: as they are given, None for years left out; else all equal.

    >>> weights_in(Period(2009, 2011), {2008: Fraction(1), 2009: Fraction(1), 2011: Fraction(3)})
    [Fraction(1, 4), None, Fraction(3, 4)]
    """
    own = [given.get(year) for year in range(period.first, period.last + 1)]
    whole = sum(weight for weight in own if weight is not None)
    if not whole:
        return [Fraction(1, period.years)] * period.years
    return [None if weight is None else weight / whole for weight in own]


def read_rule(rule: object, periods: Iterable[Period], dim: str | None) -> dict[str, dict[int, Fraction]]:
    """The weights of years by label of the dim; under the empty label if there is none; nothing where all is even.

    Raises:
        InvalidPlan: with everything that is wrong with the weights.

    >>> read_rule({"2009": 1, "2010": 2}, [Period(2009, 2011)], None)
    {'': {2009: Fraction(1, 1), 2010: Fraction(2, 1)}}
    """
    problems: list[Problem] = []

    def wrong(path: str, message: str) -> None:
        problems.append(fault(path, message))

    def years(path: str, weights: object) -> dict[int, Fraction]:
        found: dict[int, Fraction] = {}
        if not isinstance(weights, Mapping):
            wrong(path, f"must be weights by year, such as {{'2009': 1}}, got {quote(weights)}")
            return found
        for label, weight in weights.items():
            at = f"{path}.{label}"
            if isinstance(weight, Mapping):
                wrong(at, "must be a weight ≥ 0, got weights; name the dim whose labels they are for")
                continue
            try:
                period = Period.parse(label)
            except InvalidPlan as error:
                wrong(at, str(error))
                continue
            if period.years > 1:
                wrong(at, f"must be one year, got {quote(label)}")
            elif (exact := exact_weight(weight)) is None:
                wrong(at, f"must be a weight ≥ 0: a Decimal, a whole number or a Fraction, got {quote(weight)}")
            else:
                found[period.first] = exact
        for period in longer:
            own = [found[year] for year in range(period.first, period.last + 1) if year in found]
            if own and not any(own):
                wrong(path, f"the weights of {period} are all 0")
            elif not own and dim is None and not problems:
                wrong(path, f"no year of {period} has a weight")
        return found

    longer = [period for period in periods if period.years > 1]
    given: dict[str, dict[int, Fraction]] = {}
    if not isinstance(rule, Mapping):
        if rule != "even":
            wrong("rule", f"must be 'even' or weights, got {quote(rule)}")
    elif dim is None:
        given = {"": years("rule", rule)}
    else:
        given = {label: years(f"rule.{label}", weights) for label, weights in rule.items()}
    if problems:
        raise InvalidPlan(problems)
    return given


def sentences(periods: Iterable[Period], given: Mapping[str, Mapping[int, Fraction]]) -> list[str]:
    """What is assumed where periods are divided so, a sentence for each of several years.

    >>> sentences([Period(2008, 2008), Period(2009, 2011)], {"PP": {2010: Fraction(1)}, "WTPF": {2012: Fraction(1)}})
    ['2009-2011 divided evenly among its years, but PP by given weights']
    """
    found: list[str] = []
    for period in periods:
        years = range(period.first, period.last + 1)
        own = {label: weights for label, weights in given.items() if any(year in weights for year in years)}
        if period.years == 1:
            continue
        if "" in given:
            weights = ", ".join(f"{year}: {given[''][year]}" for year in years if year in given[""])
            found.append(f"{period} divided among its years by weights ({weights})")
        else:
            but = f", but {', '.join(own)} by given weights" if own else ""
            found.append(f"{period} divided evenly among its years{but}")
    return found


def exact_weight(weight: object) -> Fraction | None:
    """A weight as a fraction; None where it is no Decimal, whole number or Fraction, or is negative.

    >>> exact_weight(Decimal("0.5")), exact_weight(0.5)
    (Fraction(1, 2), None)
    """
    if isinstance(weight, Decimal | int):
        try:
            number, decimals, _ = parsed(weight)
        except ValueError:
            return None
        weight = Fraction(number, 10**decimals)
    return weight if isinstance(weight, Fraction) and weight >= 0 else None

"""Which items of two lists are the same: by code, then equal ones, by text, by likeness, by heading. Never by place."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence

import attrs

from ..model.fields import kinds
from ..model.telling import guard
from ..texts import fold

__all__ = ["pair_items"]

_LIKE = 0.5
"""The part of their words and figures that two items must have in common to be one that was changed."""
_FAR = 100
"""How far apart in their lists items are looked at for likeness, where the lists are long."""


def pair_items(old: Sequence[object], new: Sequence[object]) -> dict[int, int]:
    """The places of items of a list, each with that of the same item in another list.

    >>> pair_items(["a", "b"], ["c", "a", "b"])
    {0: 1, 1: 2}
    """
    found: dict[int, int] = {}
    last = min(len(old), len(new))
    start = next((place for place in range(last) if old[place] != new[place]), last)
    end = next((n for n in range(last - start) if old[len(old) - 1 - n] != new[len(new) - 1 - n]), last - start)
    found.update(zip(range(start), range(start), strict=True))
    found.update((len(old) - 1 - n, len(new) - 1 - n) for n in range(end))
    left, right = list(range(start, len(old) - end)), list(range(start, len(new) - end))
    for key in (_code, _whole, _text):
        if left and right:
            _pair_by(key, old, new, left, right, found)
    if left and right and attrs.has(type(old[left[0]])):
        _pair_alike(old, new, left, right, found)
        _pair_by(_heading, old, new, left, right, found)
        if len(left) == len(right) == 1 and guard(old[left[0]]) is None:  # such as the only row of a table
            found[left[0]] = right[0]
    return dict(sorted(found.items()))


def _code(item: object) -> Hashable:
    code = getattr(item, "code", None)
    return fold(code) if isinstance(code, str) else None


def _whole(item: object) -> Hashable:
    return item


def _text(item: object) -> Hashable:
    text = guard(item)
    return None if text is None else fold(text)


def _heading(item: object) -> Hashable:
    """What is printed above an item, or before it."""
    words = [getattr(item, name, None) for name in ("group", "number", "title")]
    return tuple(words) if guard(item) is None and any(words) else None


def _class(item: object) -> type[attrs.AttrsInstance]:
    return type(item)  # type: ignore[return-value]  # it was asked before


def _pair_by(
    key: Callable[[object], Hashable],
    old: Sequence[object],
    new: Sequence[object],
    left: list[int],
    right: list[int],
    found: dict[int, int],
) -> None:
    """Pair what has the same key, in its order."""
    waiting: dict[Hashable, list[int]] = {}
    for place in reversed(right):
        if (one := key(new[place])) is not None:
            waiting.setdefault(one, []).append(place)
    for place in list(left):
        if (places := waiting.get(key(old[place]))) and _may_be(old[place], new[places[-1]]):
            found[place] = places.pop()
            left.remove(place)
            right.remove(found[place])


def _may_be(old: object, new: object) -> bool:
    """Whether two items can be one: what has a code is not what has another."""
    codes = {code for one in (old, new) if (code := _code(one)) is not None}
    return len(codes) < 2


def _pair_alike(
    old: Sequence[object], new: Sequence[object], left: list[int], right: list[int], found: dict[int, int]
) -> None:
    """Pair what is alike enough, the likest first."""
    words = {("old", place): Counter(_words(old[place])) for place in left}
    words |= {("new", place): Counter(_words(new[place])) for place in right}
    scores: list[tuple[float, int, int, int]] = []
    for number, one in enumerate(left):
        for other_number, other in enumerate(right):
            if len(left) * len(right) > _FAR**2 and abs(number - other_number) > _FAR:
                continue
            first, second = words["old", one], words["new", other]
            size = first.total() + second.total()
            if _may_be(old[one], new[other]) and size:
                score = 2 * sum(min(count, second[word]) for word, count in first.items()) / size
                if score >= _LIKE:
                    scores.append((-score, abs(number - other_number), one, other))
    for _, _, one, other in sorted(scores):
        if one in left and other in right:
            found[one] = other
            left.remove(one)
            right.remove(other)


def _words(item: object, name: str = "") -> Iterator[object]:
    """The words and figures of an item, each figure with the name of its field."""
    if isinstance(item, str):
        yield from fold(item).split()
    elif isinstance(item, tuple):
        for one in item:
            yield from _words(one, name)
    elif attrs.has(type(item)) and (own := kinds(_class(item))):
        for field in attrs.fields(_class(item)):
            value = getattr(item, field.name)
            if value is not None and value != field.default and field.name in own:
                yield from _words(value, field.name)
    else:
        yield name, str(item)

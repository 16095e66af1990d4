"""How changes are told: in a list, and as a council prints corrections."""

import attrs

from ..display import Options
from ..listing import show_value
from ..paths import join
from ..table import Missing
from ..wording import on_one_line, quote
from .change import Change
from .fields import kinds, required
from .measures import DimensionLabel

__all__ = ["caption", "correct", "guard", "place_of", "show", "show_values", "tell"]

_AS_IT_IS = Options()


def caption(item: object) -> str:
    """What tells an entity or an item from others: its title, name or text, or that of the first thing it has.

    >>> from itu_opplan import bundled
    >>> caption(bundled("gs-2008-2011").output("PP"))
    'PLENIPOTENTIARY CONFERENCE'
    """
    cls = type(item)
    if not attrs.has(cls):
        return item if isinstance(item, str) else ""
    own = kinds(cls)
    for name, kind in own.items():
        value = getattr(item, name)
        if kind.what == "text" and isinstance(value, str) and name not in ("section", "number"):
            return value
    for name, kind in own.items():
        if kind.of is not None and kind.many and (held := getattr(item, name)) and (found := caption(held[0])):
            return found
    return str(getattr(item, "period", None) or "")


def guard(item: object) -> str | None:
    """The text by which an item without code is known: that of its field that it cannot be without.

    >>> from itu_opplan import KPI
    >>> guard(KPI(text="Number of visitors"))
    'Number of visitors'
    """
    cls = type(item)
    own = kinds(cls) if attrs.has(cls) else {}
    name = next((name for name in required(cls) if own[name].what == "text"), None) if own else None  # type: ignore[arg-type]
    return None if name is None else getattr(item, name)


def place_of(change: Change) -> str:
    """The entity of the plan that it is about, or the field."""
    steps = change.slot.steps
    many = len(steps) > 1 and isinstance(steps[1], str)
    return join(*(str(one) for one in steps[: 2 if many else 1]))


def show_values(change: Change, options: Options) -> tuple[str, str]:
    """What stands there and what is to stand there, in short."""
    return show(change.old, options), show(change.new, options)


def show(value: object, options: Options = _AS_IT_IS) -> str:
    """A value in short: figures as they are, texts in quotes, entities by code and title."""
    if value is None:
        return ""
    return quote(value) if isinstance(value, str) else _long(value, options)


def _long(value: object, options: Options) -> str:
    """A value in words, as long as it is."""
    if isinstance(value, tuple):
        return ", ".join(_long(one, options) for one in value)
    if isinstance(value, DimensionLabel):
        return value.code
    if attrs.has(type(value)) and "__str__" not in vars(type(value)) and (text := caption(value)):
        code = getattr(value, "code", None)
        return f"{code}, {quote(text)}" if code else quote(text)
    return value.value if isinstance(value, Missing) else show_value(value, options)


def tell(change: Change, place: str, options: Options) -> str:
    """A change in a list below its place."""
    old, new = show_values(change, options)
    at = change.path.removeprefix(place).removeprefix(".")
    section = f" ({change.section})" if change.section else ""
    reason = f"; {change.reason}" if change.reason else ""
    match change.kind:
        case "added" | "removed":
            what = f"{change.kind}: {old or new}"
        case "moved":
            what = f"moved from place {_from(change)} to {_to(change)}"
        case kind:
            what = f"{kind}: {old} → {new}"
    return on_one_line(f"{f'{at} ' if at else ''}{what}{section}{reason}")


def _from(change: Change) -> int:
    return int(str(change.old)) + 1


def _to(change: Change) -> int:
    """The place, from 1, that something has when nothing else moves."""
    old, new = int(str(change.old)), int(str(change.new))
    return new + 1 if new <= old else new


def correct(change: Change, options: Options) -> str:
    """A change as a council prints a correction: `II.1.4, C&P, 2008: for 13.1 read 14.0`."""
    slot = change.slot
    where = [change.section or place_of(change), *slot.words]
    if slot.form == "cell":
        name = str(slot.steps[-2])
        where += ["total"] * name.startswith("published_")
        where += [*slot.steps[-1]]
    elif slot.form in ("field", "key") and slot.last not in where and not (slot.words and slot.name in _MAIN):
        where.append(str(slot.last).replace("_", " "))
    elif slot.form == "entity" and not slot.words:
        where.append(str(slot.last))
    old, new = (_quoted(value, options) for value in (change.old, change.new))
    match change.kind:
        case "added":
            what = f"insert {new}"
        case "removed":
            what = f"delete {old}"
        case "moved":
            what = f"put {_to(change)}{_ENDINGS.get(_to(change), 'th')}"
        case _:
            what = f"for {old} read {new}"
    return on_one_line(f"{', '.join(where)}: {what}")


_MAIN = ("text", "title", "name", "value")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def _quoted(value: object, options: Options) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    if attrs.has(type(value)) and (text := caption(value)):
        return f"“{text}”"
    return _long(value, options)

"""The base of the classes of the model."""

from ..immutable import Immutable
from . import checking

__all__ = ["Checked"]


class Checked(Immutable):
    """The base of the frozen attrs classes whose fields declare what they hold: no entity that no plan can have.

    A class that has more to check than its fields calls `check_entity` itself.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        checking.check_entity(self)  # type: ignore[arg-type]  # its subclasses are attrs classes

"""Tables: exact labelled figures with one unit, and their algebra. The central idea of the library.

`table` has the class. `cells` knows what one cell is, `names` what names and labels are, `axes` in what order they
stand and what adds, `block` the whole numbers behind the figures. `reading`, `dataframes`, `joining`, `dividing`,
`quotients`, `scaling` and `showing` are the rooms of the methods that take more than a few lines: functions whose first
argument is the table, which know its inside.
"""

from .axes import Axis
from .cells import Cell, Figure, Missing
from .names import Label
from .showing import Pivot, PivotRow
from .table import Table

__all__ = ["Axis", "Cell", "Figure", "Label", "Missing", "Pivot", "PivotRow", "Table"]

"""`render`: a plan, one output or one department of it, printed again as text."""

from typing import Literal, get_args

from ..arguments import takes
from ..model.lookup import check_word
from ..model.plan import OperationalPlan
from ..model.walk import Site
from .document import compose_document
from .pages import write_html, write_markdown

__all__ = ["render"]

Format = Literal["markdown", "html"]


@takes
def render(
    plan: OperationalPlan, format: Format = "markdown", *, output: str | None = None, department: str | None = None
) -> str:
    """The plan printed again: its own tables in its own order and numbering, in Markdown or HTML.

    Headings are those of the plan's outline; what has a printed section stands in it, all else behind, by class. Texts
    and figures are those of the plan, with the printed label in the place of a code. Blank cells, `n/a` and
    `to be completed` are printed as such, and so are printed totals: one that the figures do not make has a mark, and
    a note says what they make.

    Of one output or department only its own part is printed, with all that is a part of it: what it says, its tables,
    what else stands in its sections, the rows that cite it or that it cites, such as events and mandates, and last what
    is said of it elsewhere.

    Args:
        plan: the plan.
        format: `markdown`, of GitHub's kind; or `html`, one page with its styles, for screens of any width and paper.
        output: print only the output with this code.
        department: print only the department with this code or alias; with `output` both.

    Returns:
        The text; `Path.write_text(…, encoding="utf-8")` makes a file of it.

    Raises:
        UnknownCode: there is no such output, department or format; the nearest are named.
        UnknownLabel: a hand-built plan has figures for a label that it does not have, and they are added up.
        InvalidPlan: in a hand-built plan two owners of figures that are added up have the same code.

    >>> from itu_opplan import bundled
    >>> text = render(bundled("gs-2008-2011"), output="PP")
    >>> text.splitlines()[0]
    '# Operational plan of the General Secretariat'
    """
    check_word("format", format, get_args(Format))
    chosen: list[Site] = []
    if output is not None:
        found = plan.output(output)
        chosen.append(Site(found, Site(plan), "outputs", found.code))
    if department is not None:
        place = plan.department(department)
        chosen.append(Site(place, Site(plan), "departments", place.code))
    document = compose_document(plan, chosen)
    return write_markdown(document) if format == "markdown" else write_html(document, plan.language)

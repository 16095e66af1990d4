"""Proportions: what is carried forward, shares of editions, ratios of services; and what is just not a finding."""

import pytest

from itu_opplan import Problem, validate_text
from tests.small_plans import HEAD

SISTER = """
[departments.ARCH]
name = "Archive"
staffing = [
    { grade = "P3", 2007 = 12, 2008 = 12, 2009-2011 = 36 },
    { grade = "G5", 2007 = 12, 2008 = 12, 2009-2011 = 36 },
]
"""
STAFF = """
[departments.OPS]
name = "Operations"
staffing = [
    { grade = "P4", 2007 = 12, 2008 = 12, 2009-2011 = %s },
    { grade = "G5", 2007 = 12, 2008 = 24, 2009-2011 = %s },
]
[outputs.HELP]
title = "Help desk"
effort = [{ department = "OPS", 2007 = 10, 2008 = 20, 2009-2011 = %s }]
"""
PRINT = """
[departments.PRINT]
name = "Print shop"
[services]
printing = { name = "Printing", departments = ["PRINT"] }
binding = { name = "Binding", departments = ["PRINT"] }
[outputs.GUIDES]
title = "Guides"
section = "4"
effort = [{ department = "PRINT", 2007 = 4, 2008 = 4, 2009-2011 = %s }]
services = [
    { service = "printing", 2007 = 900, 2008 = 900, 2009-2011 = %s },
    { service = "binding", 2007 = 0, 2008 = %s, 2009-2011 = %s },
]
"""
FAIRS = """
[departments]
OPS = { name = "Operations" }
FIN = { name = "Finance" %s }
[events]
FAIR-06 = { title = "Fair 2006 (Oslo)", output = "FAIR", period = "2006" }
FAIR-10 = { title = "Fair 2010", output = "FAIR", period = "%s" }
[outputs.FAIR]
title = "Fair"
effort = [
    { department = "OPS", 2007 = %s, 2008 = 9, 2009-2011 = %s },
    { department = "FIN", 2007 = %s, 2008 = 9, 2009-2011 = %s },
]
"""


def problems(rule: str, text: str) -> list[Problem]:
    return list(validate_text(HEAD + text, select=rule, profile="draft"))


def found(rule: str, text: str) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in problems(rule, text)]


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ((36, 72, 90), "OPS 20 to 90 in 3 years"),
        ((36, 72, 54), "OPS 20 to 54 in 3 years"),
        ((36, 72, 54.1), ""),
        ((36, 72, 66), ""),
        ((36, 73, 90), ""),
        (('"blank"', 72, 90), ""),
        ((36, 72, '"blank"'), ""),
    ],
)
def test_work_months_are_carried_forward_while_outputs_ask_for_more_or_less(
    figures: tuple[object, ...], said: str
) -> None:
    message = "the work-months of 2009-2011 are 3 times those of 2008 in every row, and what outputs ask for is not"
    wanted = [f"departments.OPS.staffing: {message}: {said}"] if said else []
    assert found("OP413", SISTER + STAFF % figures) == wanted


def test_departments_that_are_carried_forward_are_one_finding() -> None:
    other = STAFF % (36, 72, 90) + STAFF.replace("OPS", "ITS").replace("HELP", "TOOLS") % (36, 72, 30)
    (one,) = problems("OP413", other)
    assert (one.path, one.actual) == ("departments", ("ITS", "OPS"))
    assert one.message.endswith(": ITS 20 to 30 in 3 years, OPS 20 to 90 in 3 years")


def test_one_department_may_stay_as_it_is() -> None:
    assert found("OP413", STAFF % (36, 72, 90)) == []
    others = "".join(SISTER.replace("ARCH", f"D{number}").replace("= 36", "= 40") for number in (1, 2))
    assert found("OP413", SISTER + STAFF % (36, 72, 90) + others) == []
    assert len(found("OP413", SISTER + STAFF % (36, 72, 90) + others.partition("[departments.D2]")[0])) == 1


def test_what_is_asked_for_is_not_known_where_a_figure_is_missing() -> None:
    more = '[outputs.MORE]\ntitle = "More"\neffort = [{ department = "OPS", 2008 = "n/a", 2009-2011 = 1 }]\n'
    assert found("OP413", SISTER + STAFF % (36, 72, 90) + more) == []
    assert found("OP413", SISTER + more + STAFF % (36, 72, 90)) == []
    assert len(found("OP413", SISTER + STAFF % (36, 72, 90) + more.replace('"n/a"', "1"))) == 1


def test_one_row_is_no_pattern() -> None:
    single = STAFF.replace('    { grade = "G5", 2007 = 12, 2008 = 24, 2009-2011 = %s },\n', "")
    assert found("OP413", SISTER + single % (36, 90)) == []


def test_columns_of_equal_length_may_be_alike() -> None:
    yearly = SISTER.replace("2009-2011 = 36", "2009 = 12") + STAFF.replace("2009-2011", "2009") % (12, 24, 90)
    text = HEAD.replace("2009-2011", "2009") + yearly
    assert list(validate_text(text, select="OP413", profile="draft")) == []


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ((12, 9000, 0, 0), ["printing 900 to 9000 in 3 years"]),
        ((12, 9000, 10, 60), ["binding 10 to 60 in 3 years, printing 900 to 9000 in 3 years"]),
        ((12, 9000, 10, 30), []),
        ((12, 2700, 0, 0), []),
        ((12.5, 9000, 0, 0), []),
    ],
)
def test_work_on_services_is_carried_forward_while_volumes_change(figures: tuple[object, ...], said: list[str]) -> None:
    message = "the work-months of 2009-2011 are 3 times those of 2008 for PRINT, and the volumes are not"
    assert found("OP413", PRINT % figures) == [f"outputs.GUIDES.effort: {message}: {volumes}" for volumes in said]
    assert {problem.section for problem in problems("OP413", PRINT % figures)} <= {"4"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("", "2010", 20, 60, 0.2, 40), "rises: 1 % (0.2 in 2007) to 40 % (40 in 2009-2011)"),
        (("", "2010", 20, 60, 0, 40), "rises: 0 % (0 in 2007) to 40 % (40 in 2009-2011)"),
        (("", "2010", 16, 99, 4, 1), "falls: 20 % (4 in 2007) to 1 % (1 in 2009-2011)"),
        (("", "2010", 20, 60, 4, 40), ""),
        (("", "2010", 99, 95, 1, 5), ""),
        (("", "2010", 2, 60, 0, 40), ""),
        (("", "2012", 20, 60, 0.2, 40), ""),
        ((', valid_from = "2009"', "2010", 20, 60, 0, 40), ""),
        (("", "2010", 20, 60, 0.2, '"blank"'), ""),
    ],
    ids=["rises", "from 0", "falls", "less than five times", "small share", "little work", "no column", "new", "blank"],
)
def test_shares_of_two_editions(given: tuple[object, ...], said: str) -> None:
    wanted = f"outputs.FAIR.effort: from 'Fair 2006 (Oslo)' to 'Fair 2010' the share of FIN {said}"
    wanted_more = [wanted] if said else []
    own = [one for one in found("OP414", FAIRS % given) if "FIN" in one]
    assert own == wanted_more


def test_other_events_are_no_editions() -> None:
    text = FAIRS % ("", "2010", 20, 60, 0.2, 40)
    assert found("OP414", text.replace("Fair 2010", "Summer school 2010")) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [("OP413", SISTER + STAFF % (36, 72, 90)), ("OP414", FAIRS % ("", "2010", 20, 60, 0.2, 40))],
)
def test_columns_of_less_than_a_year_may_be_seasons(rule: str, text: str) -> None:
    assert found(rule, text)
    quarters = (HEAD + text).replace('["2007", "2008"', '["2007-Q4", "2008-Q1"')
    quarters = quarters.replace("2007 =", "2007-Q4 =").replace("2008 =", "2008-Q1 =")
    assert list(validate_text(quarters, select=rule, profile="draft")) == []


def services(*outputs: tuple[tuple[object, ...], tuple[object, ...]]) -> str:
    text = '[services]\ntranslation = { name = "Translation" }\ntyping = { name = "Typing" }\n'
    for number, rows in enumerate(outputs):
        lines = [
            f'    {{ service = "{name}", 2007 = {row[0]}, 2008 = {row[1]}, 2009-2011 = {row[2]} }},\n'
            for name, row in zip(("translation", "typing"), rows, strict=True)
        ]
        text += f'[outputs.O{number}]\ntitle = "Output {number}"\nservices = [\n{"".join(lines)}]\n'
    return text


ALIKE = ((100, 120, 300), (100, 120, 300))


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ([ALIKE, ((0, 10, 30), (0, 24, 72)), ((0, 0, 30), (0, 0, 30))], "1 (O0, O2), 2.4 (O1)"),
        ([ALIKE, ((10, 10, 30), (12, 12, 36))], ""),
        ([ALIKE, ((10, 10, 30), (20, 40, 50))], ""),
        ([ALIKE, ((10, 10, 30), (24, 0, 72))], ""),
        ([ALIKE, ((0, 0, 0), (0, 0, 0))], ""),
        ([((100, 0, 0), (100, 0, 0)), ((0, 0, 10), (0, 0, 24))], ""),
        ([ALIKE], ""),
    ],
    ids=["differ", "nearly", "not steady", "only one", "none", "one period each", "one output"],
)
def test_services_that_go_together(outputs: list[tuple[tuple[object, ...], ...]], said: str) -> None:
    text = services(*outputs)  # type: ignore[arg-type]  # pairs of rows
    message = f"services.typing: the volume for each unit of translation differs between outputs: {said}"
    assert found("OP309", text) == ([message] if said else [])

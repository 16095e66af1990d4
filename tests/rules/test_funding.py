"""OP601 to OP606: what is just a finding on money, and what is just none."""

from time import perf_counter

import pytest

from itu_opplan import Funding, Output, Project, Provision, Severity, validate, validate_text
from tests.small_plans import HEAD, small_plan, work_months

D = '[departments.D]\nname = "D"\n'


def found(rule: str, text: str, head: str = HEAD) -> list[str]:
    """What a rule finds, as lines."""
    return [f"{problem.path}: {problem.message}" for problem in validate_text(head + text, select=rule)]


def cited(**provisions: str) -> str:
    """Outputs that cite these provisions, separated by spaces, and provisions P and Q."""
    text = '[provisions]\nP = { title = "p", amount = 1E3 }\nQ = { title = "q" }\n'
    for code, names in provisions.items():
        funding = ", ".join(f'{{ source = "regular budget", provision = "{name}" }}' for name in names.split())
        text += f'[outputs.{code}]\ntitle = "{code}"\nfunding = [{funding}, {{ source = "capital fund" }}]\n'
    return text.replace("[, ", "[")


def work(funding: str, effort: str) -> str:
    """An output with this funding and a row of effort."""
    return f'{D}[outputs.H]\ntitle = "Help"\nsection = "II.1"\nfunding = [{funding}]\neffort = [{effort}]\n'


def row(first: str, second: str, third: str) -> str:
    return f'{{ department = "D", 2007 = {first}, 2008 = {second}, 2009-2011 = {third} }}'


def unfunded(period: str = "") -> str:
    return f'{{ source = "unfunded mandated activity"{f", period = {period!r}" if period else ""} }}'


GIFT = '{ source = "voluntary contribution" }'
EXTRA = '{ source = "extra-budgetary" }'


def project(code: str, start: str | None = "2008", financed: str | None = "false", output: str | None = "H") -> str:
    """A project, without what is None."""
    lines = [f'[projects.{code}]\ntitle = "t"']
    lines += [f'start = "{start}"'] if start else []
    lines += [f"financed = {financed}"] if financed else []
    lines += [f'output = "{output}"'] if output else []
    return "\n".join(lines) + "\n"


H = '[outputs.H]\ntitle = "Help"\nsection = "II.1"\n'

CASES: dict[str, tuple[str, str, list[str]]] = {
    # --- OP601 ---
    "cited by one": ("OP601", cited(A="P", B="Q", C=""), []),
    "cited twice by one": ("OP601", cited(A="P P"), []),
    "cited by two": (
        "OP601",
        cited(A="P", B="P"),
        ["provisions.P: is cited by 2 outputs (A, B) without shares: summed up by output, 1000 would count 2 times"],
    ),
    "cited by four, no sum": (
        "OP601",
        cited(A="Q", B="P Q", C="Q", D="Q"),
        [
            "provisions.Q: is cited by 4 outputs (A, B, C and 1 more) without shares: "
            "summed up by output, the money would count 4 times"
        ],
    ),
    "two are shared": (
        "OP601",
        cited(A="P Q", B="Q P"),
        [
            "provisions.P: is cited by 2 outputs (A, B) without shares: summed up by output, 1000 would count 2 times",
            "provisions.Q: is cited by 2 outputs (A, B) without shares: "
            "summed up by output, the money would count 2 times",
        ],
    ),
    # --- OP602 ---
    "unfunded, no work": ("OP602", work(unfunded("2007"), row("0", "1", "2")), []),
    "unfunded, no figures": ("OP602", work(unfunded(), ""), []),
    "unfunded, only blanks": ("OP602", work(unfunded(), row('"blank"', '"n/a"', '"blank"')), []),
    "unfunded, work": (
        "OP602",
        work(f"{GIFT}, {unfunded('2007-2008')}", row("1", "0.50", "7")),
        ["outputs.H.funding[1]: is an unfunded mandated activity in 2007-2008, and yet H takes 1.50 work-months"],
    ),
    "unfunded, one work-month": (
        "OP602",
        work(unfunded("2008"), row("2", "1", "7")),
        ["outputs.H.funding[0]: is an unfunded mandated activity in 2008, and yet H takes 1 work-month"],
    ),
    "unfunded, for good": (
        "OP602",
        work(unfunded(), row("1", '"blank"', "7")),
        ["outputs.H.funding[0]: is an unfunded mandated activity, and yet H takes 8 work-months"],
    ),
    "unfunded in a part of a column": ("OP602", work(unfunded("2009-2010"), row("0", "0", "7")), []),
    "funded": ("OP602", work('{ source = "regular budget" }', row("1", "1", "1")), []),
    # --- OP603 ---
    "gifts": (
        "OP603",
        work(GIFT, row("1", "0", "0")),
        ["outputs.H.funding: is all voluntary contribution; H takes 1 work-month"],
    ),
    "gifts of two kinds": (
        "OP603",
        work(f"{GIFT}, {EXTRA}, {GIFT}", row("0.5", "0", "7")),
        ["outputs.H.funding: is all extra-budgetary or voluntary contribution; H takes 7.5 work-months"],
    ),
    "gifts, no work": ("OP603", work(GIFT, row("0", "0", "0")), []),
    "gifts and a budget": ("OP603", work(f'{GIFT}, {{ source = "regular budget" }}', row("1", "0", "0")), []),
    "no funding": ("OP603", work("", row("1", "0", "0")), []),
    # --- OP604 ---
    "sums": (
        "OP604",
        '[provisions]\nA = { title = "a", amount = 0 }\nB = { title = "b" }\n',
        ["provisions.B.amount: 'b': no sum is stated"],
    ),
    "a long title": (
        "OP604",
        f'[provisions]\nB = {{ title = "{"b" * 61}" }}\n',
        [f"provisions.B.amount: '{'b' * 59}…': no sum is stated"],
    ),
    # --- OP605 ---
    "financed": ("OP605", H + project("A", financed="true"), []),
    "perhaps financed": ("OP605", H + project("A", financed=None), []),
    "no start": ("OP605", H + project("A", start=None), []),
    "after the window": ("OP605", H + project("A", start="2012"), []),
    "the last year of the window": (
        "OP605",
        H + project("A", start="2011-2013"),
        ["outputs.H: a project that starts in 2011-2013 is not financed: A"],
    ),
    "before the window": (
        "OP605",
        H + project("A", start="2007"),
        ["outputs.H: a project that starts in 2007 is not financed: A"],
    ),
    "of no output": (
        "OP605",
        project("A", output=None),
        ["projects: a project that starts in 2008 is not financed: A"],
    ),
    "several": (
        "OP605",
        H
        + project("A", start="2009")
        + project("B")
        + project("C", output=None)
        + project("D")
        + project("E", financed="true")
        + project("F")
        + project("G"),
        [
            "outputs.H: 4 projects that start in 2008 are not financed: B, D, F and 1 more",
            "outputs.H: a project that starts in 2009 is not financed: A",
            "projects: a project that starts in 2008 is not financed: C",
        ],
    ),
}


@pytest.mark.parametrize(("rule", "text", "said"), CASES.values(), ids=[f"{r}: {n}" for n, (r, _, _) in CASES.items()])
def test_what_is_just_a_finding_and_what_is_none(rule: str, text: str, said: list[str]) -> None:
    assert sorted(found(rule, text)) == sorted(said)


def test_money_of_the_plan_has_its_currency() -> None:
    text = cited(A="P", B="P")
    assert found("OP601", text, HEAD + 'currency = "EUR"\n') == [
        "provisions.P: is cited by 2 outputs (A, B) without shares: summed up by output, 1000 EUR would count 2 times"
    ]
    assert found("OP601", text.replace("1E3", '1E3, unit = "CHF"'), HEAD + 'currency = "EUR"\n') == [
        "provisions.P: is cited by 2 outputs (A, B) without shares: summed up by output, 1000 CHF would count 2 times"
    ]


def test_projects_by_their_start() -> None:
    text = H + project("B", start="2009") + project("A", start="2010") + project("C", start="2008-2009")
    assert [line.rpartition(": ")[2] for line in found("OP605", text)] == ["C", "B", "A"]


def test_findings_as_data() -> None:
    text = (
        '[provisions]\nP = { title = "p", section = "II.2.4" }\n'
        + work(f"{GIFT}, {unfunded()}", row("1", "0", "0"))
        + '[outputs.G]\ntitle = "g"\nfunding = [{ source = "capital fund", provision = "P" }]\n'
        + project("A")
        + project("B", output=None)
    ).replace(GIFT, '{ source = "voluntary contribution", provision = "P" }')
    assert [
        (one.rule, one.section, one.actual, one.expected) for one in validate_text(HEAD + text, select="funding")
    ] == [
        ("OP601", "II.2.4", ("H", "G"), None),
        ("OP604", "II.2.4", None, None),
        ("OP605", "II.1", ("A",), None),
        ("OP602", "II.1", None, None),
        ("OP605", None, ("B",), None),
    ]


def test_sections_of_their_own() -> None:
    text = work(unfunded()[:-2] + ', section = "X" }', row("1", "0", "0")) + project("A") + 'section = "Y"\n'
    assert [one.section for one in validate_text(HEAD + text, select=["OP602", "OP605"])] == ["Y", "X"]
    (gift,) = validate_text(HEAD + work(GIFT, row("1", "0", "0")), select="OP603")
    assert (gift.section, gift.actual, gift.expected) == ("II.1", ("voluntary contribution",), None)


@pytest.mark.parametrize("profile", ["draft", "council", "published"])
def test_how_much_they_weigh(profile: str) -> None:
    text = cited(A="P", B="P") + work(unfunded(), row("1", "0", "0")) + project("A")
    text += f'[outputs.G]\ntitle = "g"\nfunding = [{GIFT}]\neffort = [{row("1", "1", "1")}]\n'
    found = {one.rule: one.severity for one in validate_text(HEAD + text, select="funding", profile=profile)}
    warnings = dict.fromkeys(("OP601", "OP602", "OP605"), Severity.WARNING)
    assert found == warnings | dict.fromkeys(("OP603", "OP604"), Severity.NOTE)


def test_hand_built_plans_are_no_trouble() -> None:
    output = Output(
        code="H",
        title="Help",
        funding=[
            Funding(source="unfunded mandated activity", period="1000-9999", provision="X"),
            Funding(source="voluntary contribution"),
        ],
        effort=work_months("department", X={"1999": "999999999999999", "3000": "0.000000000001"}),
    )
    plan = small_plan(
        outputs=[output], projects=[Project(code="A", title="a", output="X", start="2008", financed=False)]
    )
    assert [str(problem) for problem in validate(plan, select="funding")] == [
        "outputs.X: a project that starts in 2008 is not financed: A",
        "outputs.H.funding[0]: is an unfunded mandated activity in 1000-9999, "
        "and yet H takes 999999999999999.000000000001 work-months",
    ]


def test_many_of_them_take_little_time() -> None:
    count = 3000
    funding = [Funding(source="capital fund", provision="P0")]
    plan = small_plan(
        outputs=[Output(code=f"O{number}", title="o", funding=funding) for number in range(count)],
        provisions=[Provision(code=f"P{number}", title="p") for number in range(count)],
        projects=[
            Project(code=f"A{number}", title="a", output=f"O{number}", start="2008", financed=False)
            for number in range(count)
        ],
    )
    began = perf_counter()
    assert validate(plan, select="funding").counts == {"OP601": 1, "OP604": count, "OP605": count}
    assert perf_counter() - began < 10


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("cost recovery", "2008", "1"), ("capital fund", "2008", "2")],
            " in 2008: 1 says cost recovery, 2 says capital fund",
        ),
        (
            [("cost recovery", "", ""), ("regular budget", "", ""), ("capital fund", "", "2")],
            ": 9 says cost recovery and regular budget, 2 says capital fund",
        ),
        ([("cost recovery", "2008", "1"), ("capital fund", "2008", "1")], ""),
        ([("cost recovery", "2008", "1"), ("cost recovery", "2008", "2")], ""),
        ([("cost recovery", "2008", "1"), ("capital fund", "2009-2011", "2")], ""),
        ([("cost recovery", "2008", "1"), ("capital fund", "", "2")], ""),
    ],
)
def test_two_sections_on_one_output(rows: list[tuple[str, str, str]], said: str) -> None:
    funding = ", ".join(
        f'{{ source = "{source}"'
        + (f', period = "{period}"' if period else "")
        + (f', section = "{section}"' if section else "")
        + " }"
        for source, period, section in rows
    )
    text = f'[outputs.H]\ntitle = "Help"\nsection = "9"\nfunding = [{funding}]\n'
    wanted = [f"outputs.H.funding: its sections differ in how it is paid for{said}"] if said else []
    assert found("OP606", text) == wanted


def test_people_in_fte_are_told_for_each_period() -> None:
    """The rule did not look where they do not add up over periods."""
    for more in ("", '\nnot_additive = { period = "a stock" }'):
        anew = f'[measures.effort]\nunit = "FTE"{more}\n'
        assert found("OP602", anew + work(unfunded(), row("1", "0", "2.5"))) == [
            "outputs.H.funding[0]: is an unfunded mandated activity, "
            "and yet H takes 1 FTE in 2007, 2.5 FTE in 2009-2011"
        ]

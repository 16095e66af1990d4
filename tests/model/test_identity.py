"""What is the same is the same, whatever its spelling: texts, codes, labels, figures."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest

import itu_opplan as opplan
from itu_opplan import (
    KPI,
    Activity,
    Actual,
    Axis,
    Baseline,
    Claim,
    Department,
    ExpectedResult,
    GradeScale,
    InvalidPlan,
    Measure,
    OperationalPlan,
    OpPlanError,
    Output,
    Period,
    Provision,
    ResultBlock,
    ResultsFramework,
    RiskFactor,
    Table,
    Target,
    UnknownLabel,
    change,
    effort,
    get,
    ledger,
    loads,
    plain,
    touching,
    validate,
)
from tests.small_plans import HEAD, small_plan, work_months

NFC, NFD = (unicodedata.normalize(form, "Élévation très élevée") for form in ("NFC", "NFD"))


# --- texts ------------------------------------------------------------------------------------------------------------


def named(text: str, *, code: str = "A") -> Department:
    return Department(code=code, name=text, aliases=[text], note=text, staffing_assumed=[text])


def output(code: str, text: str) -> Output:
    block = ResultBlock(
        results=[ExpectedResult(text=text)],
        kpis=[KPI(text=text, perspective=text)],
        risks=[RiskFactor(text=text)],
    )
    return Output(code=code, title=text, frameworks=[ResultsFramework(code="F", title=text, blocks=[block])])


def full_plan(text: str) -> OperationalPlan:
    """A plan with the text in every place that can have one."""
    budget = Measure(code="budget", name=text, of="outputs", dims=["source"], unit="CHF", not_additive={"source": text})
    table = budget.table([{"source": text, "2008": 5}])
    return OperationalPlan(
        code="p",
        title=text,
        organisation=text,
        window="2008-2011",
        periods=["2008"],
        dimensions={"source": [text, {"code": "x", "name": text}], "perspective": [text]},
        measures=[budget],
        departments=[named(text)],
        outputs=[
            output("B", text),
            Output(code="C", title="c", figures={"budget": table, "budget_assumed": [text], "budget_section": text}),
        ],
    )


def test_every_text_is_kept_in_one_form() -> None:
    one, other = full_plan(NFC), full_plan(NFD)
    assert one == other
    assert hash(one) == hash(other)
    assert opplan.dumps(one) == opplan.dumps(other)
    assert opplan.dumps(other).isascii() is False
    assert unicodedata.is_normalized("NFC", opplan.dumps(other))
    assert loads(unicodedata.normalize("NFD", opplan.dumps(one))) == one
    assert repr(plain(one)) == repr(plain(other))


def test_places_of_problems_in_files_in_the_other_form() -> None:
    text = HEAD + f'[outputs.A]\ntitle = "{NFD}"\neffort = [{{ department = "{NFD}", 2008 = 1 }}]\n'
    with pytest.raises(InvalidPlan) as caught:
        loads(text)
    assert str(caught.value) == (f"<text>:9: outputs.A.effort: unknown department {NFC!r}; the plan has none")


def test_look_ups_in_any_form_and_case() -> None:
    plan = full_plan(NFC)
    for spelling in (NFC, NFD, NFD.upper(), NFC.lower()):
        assert plan.department(spelling).code == "A"
        assert plan.actor(spelling) == "A"
        assert len(plan.risks(text=spelling)) == 1
    assert plan.measure("BUDGET").code == "budget"
    assert len(plan.kpis(perspective=NFC)) == 1
    assert get(plan, f"outputs.C.figures.budget[{NFD}, 2008]") == 5
    changed = change(plan, {f"outputs.C.figures.budget[{NFD}, 2008]": 6})
    assert get(changed, f"outputs.C.figures.budget[{NFC}, 2008]") == 6
    assert opplan.figures(plan, "budget").where(source=NFD).labels("source") == (NFC,)


def test_one_risk_in_two_forms() -> None:
    plan = small_plan(outputs=[output("A", NFC), output("B", NFD)], dimensions={"perspective": [NFC]})
    assert len(plan.risks(text=NFD)) == 2
    assert touching(effort(plan), plan, to="risk").labels("risk") == (NFC, "(none)")


def test_one_alias_in_two_forms() -> None:
    plan = small_plan(departments=[named(NFC), named(NFD.upper(), code="B")])
    assert [str(problem) for problem in validate(plan, select="OP104")] == [
        f"departments.B.aliases: alias {NFC.upper()!r} also means departments.A"
    ]
    with pytest.raises(InvalidPlan) as caught:
        Department(code="A", name="a", aliases=[NFC, NFD])
    assert str(caught.value) == f"Department.aliases[1]: {NFC!r} stands twice"


def test_labels_of_tables() -> None:
    assert Axis("item", [NFD]) == Axis("item", [NFC])
    with pytest.raises(InvalidPlan) as caught:
        Axis("item", [NFC, NFD])
    assert str(caught.value) == f"labels[1]: {NFC!r} stands twice"
    one, other = (Table.from_records([{"item": text, "value": 1}], dims=["item"], unit="CHF") for text in (NFC, NFD))
    assert one == other
    assert (one + other).at(item=NFD) == 2
    assert one.set(5, item=NFD).labels("item") == (NFC,)
    assert one.relabel("item", {NFD: "x"}).labels("item") == ("x",)


def test_links_to_activities_by_name() -> None:
    rows = [{"kind": "activity", "item": NFD, "2008": 100}]
    allocations = Table.from_rows(rows, dims=["kind", "item", "period"], unit="percent")
    plan = small_plan(
        departments=[Department(code="SGO", name="o", allocations=allocations)],
        activities=[Activity(code="GA1", title="a", aliases=[NFC])],
    )
    assert opplan.unallocated_activities(plan) == ()


# --- sets -------------------------------------------------------------------------------------------------------------

A_SET = "got a set, which has no order"
SETS: dict[str, tuple[Callable[[], object], str]] = {
    "aliases": (
        lambda: Department(code="A", name="a", aliases={"x", "y"}),
        f"Department.aliases: must be a list of texts, {A_SET}",
    ),
    "links": (
        lambda: Output(code="A", title="a", objectives=frozenset({"1", "2"})),
        f"Output.objectives: must be a list of codes, {A_SET}",
    ),
    "entities": (lambda: small_plan(outputs=set()), f"OperationalPlan.outputs: must be a list of Output, {A_SET}"),
    "rows": (
        lambda: ResultBlock(results={ExpectedResult(text="a")}),
        f"ResultBlock.results: must be a list of ExpectedResult, {A_SET}",
    ),
    "periods": (
        lambda: small_plan(periods={"2008", "2009"}),
        f"OperationalPlan.periods: must be a list of periods, {A_SET}",
    ),
    "dims": (
        lambda: Measure(code="a", of="outputs", unit="CHF", dims={"source"}),
        f"Measure.dims: must be a list of texts, {A_SET}",
    ),
    "labels of a dimension": (
        lambda: small_plan(dimensions={"source": {"a", "b"}}),
        f"OperationalPlan.dimensions.source: must be a list of labels, {A_SET}",
    ),
    "labels of an axis": (lambda: Axis("item", {"a", "b"}), f"labels: must be several labels, {A_SET}"),
    "grades": (
        lambda: GradeScale({"P": {"P5", "P4"}}),
        f"GradeScale: category 'P' must be a list of grades, highest first, {A_SET}",
    ),
}


@pytest.mark.parametrize(("make", "message"), SETS.values(), ids=SETS)
def test_sets_are_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        make()
    assert str(caught.value) == message


# --- figures ----------------------------------------------------------------------------------------------------------


def _cell(text: str) -> object:
    return Table.from_records([{"item": "a", "value": text}], dims=["item"], unit="CHF").at(item="a")


def _row(text: str) -> object:
    return Table.from_rows([{"2008": text}], dims=["period"], unit="CHF").at(period="2008")


def _set(text: str) -> object:
    return Table.from_rows([{"2008": 1}], dims=["period"], unit="CHF").set(text, period="2008").at(period="2008")


def _change(text: str) -> object:
    plan = small_plan(outputs=[Output(code="PP", title="a", effort=work_months("department", SGO={"2008": 1}))])
    return get(change(plan, {"outputs.PP.effort[SGO, 2008]": text}), "outputs.PP.effort[SGO, 2008]")


def _amount(text: str) -> object:
    return Provision(code="A", title="a", amount=text).amount


def _baseline(text: str) -> object:
    return Baseline(value=text).value


def _claim(text: str) -> object:
    return Claim(code="A", text="a", operation="sum", stated=text, terms=["1"]).stated


def _weight(text: str) -> object:
    table = Table.from_records([{"item": "a", "value": 1}], dims=["item"], unit="CHF")
    axis = Axis("part", ["x"], "parts are counted twice")
    return table.distribute("item", {"a": {"x": text}}, to=axis, keep_total=False).at(item="a", part="x")


def _frame(text: str) -> object:
    import pyarrow

    return Table.from_frame(pyarrow.table({"item": ["a"], "value": [text]}), dims=["item"], unit="CHF").at(item="a")


DOORS = [_cell, _row, _set, _change, _amount, _baseline, _claim, _weight, _frame]
RIGHT = {
    "0": "0",
    "12": "12",
    "1.50": "1.50",
    "+7": "7",
    "1e3": "1000",
    "1E+6": "1000000",
    "12.5e-1": "1.25",
    "1_0": "10",
    "1_000.000_1": "1000.0001",
    "-0": "0",
    "-0.0": "0.0",
}
WRONG = [
    "٣",
    "１２",
    "१२",
    "1__0",
    "_1",
    "1_",
    " 5",
    "5 ",
    "\n5",
    "12\u200b",
    "1\u00a0234",
    "1,5",
    "1,500",
    "1'000",
    ".5",
    "5.",
]
WRONG_TOO = [
    "007",
    "Infinity",
    "-inf",
    "NaN",
    "sNaN",
    "0x10",
    "1e",
    "e5",
    "+-5",
    "five",
    "½",
    "1e999999999999999999999",
    "0e-999999999",
]


@pytest.mark.parametrize("door", DOORS)
def test_every_door_reads_the_same_figures(door: Callable[[str], object]) -> None:
    for text, figure in RIGHT.items():
        assert Decimal(figure) == door(text), text
        if door is not _weight:
            assert str(door(text)) == figure, text
    for text in (*WRONG, *WRONG_TOO):
        with pytest.raises(OpPlanError):
            door(text)


def test_terms_of_claims_read_the_same_figures() -> None:
    def computed(text: str) -> str:
        claim = Claim(code="A", text="a", operation="sum", stated=1, terms=[text])
        return str(ledger(small_plan(claims=[claim]))[0].computed)

    assert {text: computed(text) for text in RIGHT} == RIGHT
    assert {computed(text) for text in (*WRONG, *WRONG_TOO) if "\n" not in text} == {"None"}


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("1,5", "; write 1.5"),
        ("٣", "; write 3"),
        (" 5 ", "; write 5"),
        ("1__0", "; write 10"),
        ("1,500", "; write 1500, or 1.500 if the comma is a decimal one"),
        ("1 234 567,8", "; write 1234567.8"),
        ("1,234,567.8", "; write 1234567.8"),
        (".5", "; write 0.5"),
        ("-,50", "; write -0.50"),
        ("Infinity", ""),
        ("five", ""),
    ],
)
def test_how_to_write_it(text: str, advice: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        Baseline(value=text)
    meant = advice or f"; write words as text = {text!r}"
    number = "must be a number, 'blank', 'n/a' or 'to be completed'"
    assert str(caught.value) == f"Baseline.value: {number}, got {text!r}{meant}"
    with pytest.raises(InvalidPlan) as caught:
        _cell(text)
    assert str(caught.value).endswith(f", got {text!r}{advice}")


@pytest.mark.parametrize("zero", ["-0", "-0.00", Decimal("-0"), Decimal("-0.00"), Decimal("-0E+5")])
def test_a_zero_has_no_sign(zero: Decimal | str) -> None:
    plan = small_plan(
        provisions=[Provision(code="A", title="a", amount=zero)],
        outputs=[Output(code="PP", title="a", effort=work_months("department", SGO={"2008": zero}))],
    )
    shown = [
        opplan.dumps(plan),
        str(plain(plan)),
        str(effort(plan)),
        str(effort(plan).records()),
        repr(plan.provisions),
    ]
    assert not any("-0" in text for text in shown)
    assert loads(opplan.dumps(plan)) == plan
    assert str(plain(Decimal(zero))).startswith("0")


def test_a_zero_has_no_sign_in_files_and_messages() -> None:
    text = HEAD + '[provisions.A]\ntitle = "a"\namount = -0.00\n[claims.B]\ntext = -0.0\nstated = 1\n'
    with pytest.raises(InvalidPlan) as caught:
        loads(text)
    assert "<text>:11: claims.B.text: must be text, got 0.0" in str(caught.value)
    plan = loads(text.partition("[claims")[0])
    assert "amount = 0.00\n" in opplan.dumps(plan)


# --- keys and names of dims -------------------------------------------------------------------------------------------

TWO_KEYS = {unicodedata.normalize("NFC", "é"): "a", unicodedata.normalize("NFD", "é"): "b"}
TWICE = "é: stands twice, in two spellings"


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (lambda: Output(code="A", title="a", attributes=TWO_KEYS), "Output.attributes"),
        (lambda: small_plan(attributes=TWO_KEYS), "OperationalPlan.attributes"),
        (
            lambda: small_plan(dimensions={key: [label] for key, label in TWO_KEYS.items()}),
            "OperationalPlan.dimensions",
        ),
        (lambda: Target(period="2008", value=1, dimensions=TWO_KEYS), "Target.dimensions"),
        (
            lambda: Measure(code="m", of="outputs", dims=["é"], unit="CHF", not_additive=TWO_KEYS),
            "Measure.not_additive",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_two_spellings_of_one_key(make: Callable[[], object], where: str) -> None:
    """The first was lost without a word."""
    with pytest.raises(InvalidPlan) as caught:
        make()
    assert f"{where}.{TWICE}" in str(caught.value).split("\n")


def test_words_of_dimensions_are_asked_for_in_any_form() -> None:
    target = Target(period="2008", value=10, dimensions={"sex": NFD})
    kpi = KPI(
        text="k",
        direction="increase",
        perspective=NFD,
        baselines=[Baseline(value=0, dimensions={"sex": NFC})],
        targets=[target],
        actuals=[Actual(period="2008", value=5, dimensions={"sex": NFC})],
    )
    frameworks = [ResultsFramework(code="F", title="f", blocks=[ResultBlock(kpis=[kpi])])]
    plan = small_plan(
        dimensions={"perspective": [NFC], "élu": ["x"]}, outputs=[Output(code="A", title="a", frameworks=frameworks)]
    )
    assert [found.item.progress("2008", sex=NFD).percent for found in plan.kpis(perspective=NFD)] == [50]
    with pytest.raises(TypeError, match=r"^progress: sex must be text, got 5$"):
        kpi.progress("2008", sex=5)  # type: ignore[arg-type]
    assert plan.labels(unicodedata.normalize("NFD", "élu")) == ("x",)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("\ufb01n", "is no name of a dim; write 'fin'"),
        ("new", "is the name of an argument of set, not of a dim"),
        ("value", "is the name of the figures, not of a dim"),
        ("component", "is the name of something else; choose another one"),
    ],
)
def test_dims_of_measures_can_be_those_of_tables(name: str, complaint: str) -> None:
    """A measure was made whose tables could not be."""
    with pytest.raises(InvalidPlan) as caught:
        Measure(code="m", of="outputs", dims=[name], unit="CHF")
    assert str(caught.value) == f"Measure.dims[0]: {name!r} {complaint}"


@pytest.mark.parametrize("text", ["\u200b", "a\x1bb", "\ud800"])
def test_what_a_table_assumes_is_text(text: str) -> None:
    """It went into the plan unchecked, and a file was written that did not load."""
    with pytest.raises(InvalidPlan, match=r"^assumed\[0\]: must be text "):
        work_months("department", SGO={"2008": 1}).assuming(text)


def test_items_are_numbered_in_the_digits_of_files() -> None:
    assert get(small_plan(), "periods[1]") == Period(2008, 2008)
    with pytest.raises(UnknownLabel, match=r"^periods: has no item \[١\]$"):
        get(small_plan(), "periods[١]")


def test_claims_say_how_a_figure_is_to_be_written() -> None:
    claims = [Claim(code="A", text="a", operation="sum", stated=1, terms=["1,5"])]
    (problem,) = validate(small_plan(claims=claims), select="OP304")
    assert problem.message.endswith("no figure: '1,5'; write 1.5")

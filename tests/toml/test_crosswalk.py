"""Crosswalks and their files: what is read, what is refused, with its place; the way back."""

from fractions import Fraction

import pytest

from itu_opplan import (
    Crosswalk,
    CrosswalkLink,
    Department,
    FormatError,
    InvalidPlan,
    Table,
    bundled_crosswalk,
    dumps_crosswalk,
    load_crosswalk,
    loads,
    loads_crosswalk,
)
from tests.helpers import refusal

HEAD = """\
kind = "crosswalk"
format = 1
code = "c"
title = "New"
"""
FULL = (
    HEAD
    + """\
plan = "p"
period = "2025/26"
note = "n"

[departments.ADM]
name = "Administration"

[[links]]
from = "FIN"
to = "ADM"
share = "1/3"
basis = "stated"
source = "s"
note = "m"

[[links]]
from = "FIN"
to = "(undecided)"
share = "2/3"
basis = "assumed"
"""
)
SHARE = "must be a share above 0 and at most 1, as a number or a fraction such as '1/3', got"


def link(from_: str, to: str, share: object = 1) -> CrosswalkLink:
    return CrosswalkLink(from_=from_, to=to, share=share)  # type: ignore[arg-type]  # refused, or a share


def crosswalk(*links: CrosswalkLink, new: tuple[Department, ...] = ()) -> Crosswalk:
    return Crosswalk(code="c", title="New", links=links, departments=new)


def department(code: str) -> Department:
    return Department(code=code, name=f"The {code}")


def complaints(*lines: str) -> list[str]:
    """What is said of a file with these lines below its head."""
    return refusal(InvalidPlan, lambda: loads_crosswalk(HEAD + "\n".join(lines), name="c.toml")).split("\n")


def test_every_key_is_read() -> None:
    found = loads_crosswalk(FULL)
    assert (found.plan, str(found.period), found.note) == ("p", "2025/26", "n")
    assert found.departments == (Department(code="ADM", name="Administration"),)
    assert found.links == (
        CrosswalkLink(from_="FIN", to="ADM", share=Fraction(1, 3), source="s", note="m"),
        CrosswalkLink(from_="FIN", to="(undecided)", share=Fraction(2, 3), basis="assumed"),
    )
    assert found.ways == {"FIN": {"ADM": Fraction(1, 3), "UNDECIDED": Fraction(2, 3)}}
    assert loads_crosswalk(dumps_crosswalk(found)) == found
    assert repr(found) == "<Crosswalk c: 1 department to 2>"


def test_shares_are_exact() -> None:
    for text, share in {"0.25": Fraction(1, 4), '"0.25"': Fraction(1, 4), '"1/4"': Fraction(1, 4)}.items():
        rest = f'[[links]]\nfrom = "A"\nto = "C"\nshare = "{1 - share}"\n'
        found = loads_crosswalk(f'{HEAD}[[links]]\nfrom = "A"\nto = "B"\nshare = {text}\n{rest}')
        assert found.links[0].share == share


@pytest.mark.parametrize(
    ("share", "got"),
    {
        "0": "0",
        "-0.5": "-1/2",
        '"-1/2"': "-1/2",
        "1.5": "3/2",
        '"4/3"': "4/3",
        '"1/0"': "'1/0'",
        '"half"': "'half'",
        "true": "true",
        f'"1/{"9" * 60}"': None,
        "1" + "0" * 50: None,
    }.items(),
)
def test_what_is_no_share_is_refused(share: str, got: str | None) -> None:
    (line,) = complaints("[[links]]", 'from = "A"', 'to = "B"', f"share = {share}")
    assert line.startswith(f"c.toml:8: links[0].share: {SHARE}")
    assert got is None or line.endswith(f", got {got}")
    assert len(line) < 250


def test_shares_that_do_not_make_1() -> None:
    said = "they must make 1; what has no destination goes to '(undecided)'"
    links = [link("A", "X", "1/2"), link("b", "X", "2/3"), link("B", "Y", "2/3"), link("C", "X")]
    assert refusal(InvalidPlan, lambda: crosswalk(*links)).split("\n") == [
        f"Crosswalk.links: the shares of A make 1/2, {said}",
        f"Crosswalk.links: the shares of b make 4/3, {said}",
    ]
    assert complaints("[[links]]", 'from = "A"', 'to = "B"', "share = 0.5") == [
        f"c.toml:5: links: the shares of A make 1/2, {said}"
    ]


def test_in_a_circle_and_on() -> None:
    assert refusal(InvalidPlan, lambda: crosswalk(link("A", "B"), link("b", "C"), link("C", "a"))).split("\n") == [
        "Crosswalk.links[0].to: leads to 'B', from which a link leads in a circle; say at once where it ends",
        "Crosswalk.links[1].to: leads to 'C', from which a link leads in a circle; say at once where it ends",
        "Crosswalk.links[2].to: leads to 'a', from which a link leads in a circle; say at once where it ends",
    ]
    assert refusal(InvalidPlan, lambda: crosswalk(link("A", "B"), link("B", "C"))) == (
        "Crosswalk.links[0].to: leads to 'B', from which a link leads on; say at once where it ends"
    )
    crosswalk(link("A", "A", "1/2"), link("A", "B", "1/2"))  # a part stays


def test_twice() -> None:
    assert refusal(InvalidPlan, lambda: crosswalk(link("FIN", "ADM", "1/2"), link("fin", "adm", "1/2"))) == (
        "Crosswalk.links[1]: leads from fin to adm once more; give it once, with all of its share"
    )
    both = link("A", "(undecided)", "1/2"), link("A", "UNDECIDED", "1/2")
    assert refusal(InvalidPlan, lambda: crosswalk(*both)) == (
        "Crosswalk.links[1]: leads from A to UNDECIDED once more; give it once, with all of its share"
    )


def test_a_department_in_two_spellings_is_one() -> None:
    found = crosswalk(link("Fin", "adm", "1/2"), link("FIN", "PER", "1/2"), link("CS", "ADM"), new=(department("ADM"),))
    assert found.ways == {"Fin": {"ADM": Fraction(1, 2), "PER": Fraction(1, 2)}, "CS": {"ADM": 1}}


def test_new_departments() -> None:
    staffed = Department(
        code="B",
        name="The B",
        staffing=Table.from_records(
            [{"grade": "P5", "period": "2008", "value": 1}], dims=["grade", "period"], unit="work_month"
        ),
    )
    new = (department("A"), staffed, department("b"))
    assert refusal(InvalidPlan, lambda: crosswalk(link("A", "B"), new=new)).split("\n") == [
        "Crosswalk.departments.A: is a department as it was: a link leads from it; leave it out",
        "Crosswalk.departments.B: a new department has no figures of its own; they come with what goes on in it",
        "Crosswalk.departments.b: stands twice",
    ]


def test_codes_and_words() -> None:
    assert complaints("[[links]]", 'from = "A B"', 'to = "C"') == [
        "c.toml:6: links[0].from: must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got 'A B'"
    ]
    assert complaints("[[links]]", 'from = "A"', 'to = "(Undecided)"') == [
        "c.toml:7: links[0].to: must be 1 to 32 ASCII letters, digits, '&', '-' or '_', got '(Undecided)'; "
        "or write '(undecided)'"
    ]
    assert complaints("[[links]]", 'from_ = "A"', 'to = "B"', 'basis = "guessed"') == [
        "c.toml:6: links[0].from_: unknown key; did you mean 'from'?",
        "c.toml:8: links[0].basis: must be one of 'stated', 'assumed', got 'guessed'",
    ]


def test_other_files() -> None:
    assert refusal(FormatError, lambda: loads(FULL)) == (
        "<text>:1: a file of kind 'crosswalk', not a plan; load_crosswalk reads it"
    )
    assert refusal(FormatError, lambda: loads_crosswalk('format = 1\ncode = "p"')) == (
        '<text>: no kind; a crosswalk says kind = "crosswalk", and load reads plans'
    )
    assert refusal(FormatError, lambda: load_crosswalk("no-such-file.toml")) == (
        "no-such-file.toml: no such file or folder"
    )


def test_the_way_back() -> None:
    back = crosswalk(link("A", "B"), link("C", "D"), new=(department("B"), department("D"))).reversed()
    assert [(one.from_, one.to) for one in back.links] == [("B", "A"), ("D", "C")]
    assert back.departments == (Department(code="A", name="A"), Department(code="C", name="C"))
    links = [link("A", "B"), link("C", "b"), link("D", "E", "1/2"), link("D", "(undecided)", "1/2")]
    assert refusal(InvalidPlan, lambda: crosswalk(*links).reversed()).split("\n") == [
        "links[0]: the way of A cannot be undone: in B it stands with C",
        "links[1]: the way of C cannot be undone: in b it stands with A",
        "links[2]: the way of D cannot be undone: it was divided",
        "links[3]: the way of D cannot be undone: nobody knows where it went",
    ]
    assert refusal(InvalidPlan, bundled_crosswalk("gs-2008-2011").reversed).split("\n") == [
        "links[0]: the way of FIN cannot be undone: in ADM it stands with PER",
        "links[1]: the way of PER cannot be undone: in ADM it stands with FIN",
        "links[3]: the way of CS cannot be undone: nobody knows where it went",
    ]

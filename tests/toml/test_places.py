"""The scanner finds exactly the paths that the parser sees, and each where it is written."""

import datetime
import itertools
from collections.abc import Iterable, Iterator
from random import Random

import pytest
import tomli
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from itu_opplan.toml.places import Path, Place, Places


def find_places(text: str) -> dict[Path, Place]:
    """Where everything stands."""
    return Places(text).all()


def all_paths(value: object, above: Path = ()) -> Iterator[Path]:
    """Every path of parsed TOML, found by walking it."""
    children: Iterable[tuple[str | int, object]] = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for part, child in children:
        yield (*above, part)
        yield from all_paths(child, (*above, part))


def at(document: object, path: Path) -> object:
    for part in path:
        assert isinstance(document, dict | list)
        document = document[part]  # type: ignore[index]  # a path of all_paths fits each container
    return document


def rest_of_line(text: str, place: Place) -> str:
    return text.split("\n")[place.line - 1][place.column - 1 :]


def assert_finds_what_the_parser_sees(text: str) -> dict[Path, Place]:
    found = find_places(text)
    assert set(found) == set(all_paths(tomli.loads(text)))
    # Nothing else is where another thing is, but for the first table of an array of tables and the array.
    in_order = sorted(found, key=lambda path: (found[path].line, found[path].column, len(path)))
    for one, other in itertools.pairwise(in_order):
        assert found[one] != found[other] or other == (*one, 0)
    return found


# --- Whatever tomli_w writes --------------------------------------------------------------------------------

text_of_any_kind = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
nasty_text = st.text("\"'\\\n\r\t#,=[]{}. aé\N{GRINNING FACE}\x1b\x7f", max_size=12)
strings = text_of_any_kind | nasty_text
minutes = st.integers(-1439, 1439).map(lambda number: datetime.timezone(datetime.timedelta(minutes=number)))
scalars = (
    strings
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.none() | minutes)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(strings, values, max_size=5)


@given(document=documents, multiline=st.booleans(), newline=st.sampled_from(["\n", "\r\n"]))
def test_finds_every_path_of_what_tomli_w_writes(document: dict[str, object], multiline: bool, newline: str) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline).replace("\n", newline)
    parsed = tomli.loads(text)
    for path, place in assert_finds_what_the_parser_sees(text).items():
        here = rest_of_line(text, place)
        key, value = path[-1], at(parsed, path)
        if isinstance(key, int) and isinstance(value, dict) and not here.startswith("{"):
            key = path[-2]  # an item of an array of tables is where the name in its header is
        if isinstance(key, str):
            written = tomli_w.dumps({key: 0}).removesuffix(" = 0\n")
            assert here.startswith((f"{written} = ", f"{written}.", f"{written}]"))
        elif isinstance(value, dict | list):
            assert here[0] == ("{" if isinstance(value, dict) else "[")
        else:
            written = tomli_w.dumps({"_": value}, multiline_strings=multiline).removeprefix("_ = ")
            assert here.startswith(written.split("\n")[0])


# --- Whatever tomli_w never writes, at random ---------------------------------------------------------------

SPELLINGS = {
    "a": ["a", "'a'", '"a"', r'"\x61"', r'"\u0061"', r'"\U00000061"'],
    'b "q" \\': ["'b \"q\" \\'", r'"b \"q\" \\"', r'"\x62 \x22q\u0022 \\"'],
    "2009-2011": ["2009-2011", "'2009-2011'", '"2009-2011"'],
    "": ["''", '""'],
    "# [x] = {": ["'# [x] = {'", '"# [x] = {"'],
    "\x1b\t": [r'"\e\t"', '"\\x1b\t"'],
}
SCALARS = [
    *("0", "-1_000", "0xDEAD_beef", "+inf", "nan", "6.5e-3", "true", "false"),
    *("1979-05-27", "1979-05-27 07:32", "1979-05-27T07:32:00.5Z", "1979-05-27 00:32:00-07:00", "07:32"),
    *('""', "''", r'"a\"]\\"', "'\\'", "\"'''\"", '\'"""\'', '"# no comment"', r'"\e\x41"'),
    *('""""""', "''''''", '""""""""', "''''''''", '"""\n["x"],\n"""', "'''\n{'x'} ''\n'''"),
    *('"""a\\"""b"""', '"""\\\\"""', '"""a""b"""""', "'''a''b\\''''", '"""a \\\n   b"""', '""" \\"""""""'),
]
gaps = st.sampled_from(["", " ", "\t", "\n", " # ] } ' \"\n", "\n#\n\n  "])
blanks = st.sampled_from(["", " ", "\t "])


@st.composite
def key_texts(draw: st.DrawFn, *, first: str = "") -> str:
    """A bare, quoted or dotted key; beside others of the same table it is unique by its first part."""
    names = draw(st.lists(st.sampled_from(sorted(SPELLINGS)), min_size=0 if first else 1, max_size=3))
    parts = [draw(st.sampled_from(SPELLINGS[name])) for name in names]
    return f"{draw(blanks)}.{draw(blanks)}".join([first, *parts] if first else parts)


@st.composite
def containers(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    elements = draw(st.lists(inner, max_size=4))
    opening, closing = draw(st.sampled_from([("[", "]"), ("{", "}")]))
    if opening == "{":
        keys = [draw(key_texts(first=f"k{number}")) for number in range(len(elements))]
        pairs = zip(keys, elements, strict=True)
        elements = [f"{key}{draw(blanks)}={draw(blanks)}{text}" for key, text in pairs]
    text = ",".join(draw(gaps) + element + draw(gaps) for element in elements)
    trailing = draw(st.sampled_from(["", ","])) if elements else ""
    return f"{opening}{text}{trailing}{draw(gaps)}{closing}"


value_texts = st.recursive(st.sampled_from(SCALARS), containers, max_leaves=8)


@st.composite
def toml_texts(draw: st.DrawFn) -> str:
    lines = []
    for number in range(draw(st.integers(0, 6))):
        match draw(st.sampled_from(["key", "header", "item"])):
            case "key":
                line = f"{draw(key_texts(first=f'k{number}'))} = {draw(value_texts)}"
            case "header":
                line = f"[{draw(blanks)}{draw(key_texts(first=f'h{number}'))}{draw(blanks)}]"
            case _:
                first = draw(st.sampled_from(["x", '"x"', "x . y", "x.'y'", "x.y.z"]))
                line = f"[[{draw(blanks)}{first}{draw(blanks)}]]"
        lines.append(f"{draw(blanks)}{line}{draw(blanks)}{draw(st.sampled_from(['', '# [no] = {1']))}\n")
    return "".join(lines)


def accepted(text: str) -> bool:
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return False
    return True


@given(toml_texts().filter(accepted), st.sampled_from(["\n", "\r\n"]))
def test_finds_every_path_however_it_is_spelled(text: str, newline: str) -> None:
    text = text.replace("\n", newline)
    for path, place in assert_finds_what_the_parser_sees(text).items():
        if isinstance(path[-1], str) and path[-1] in SPELLINGS:
            assert rest_of_line(text, place).startswith(tuple(SPELLINGS[path[-1]]))


@example("[]\n[[]]\n[a")
@given(st.text("\"'\\\n\r#,=[]{}. ax0", max_size=40) | st.text(max_size=20))
def test_a_text_that_the_parser_refuses_is_no_error(text: str) -> None:
    assert all(place.line <= text.count("\n") + 1 for place in find_places(text).values())


# --- Exact places -------------------------------------------------------------------------------------------

EXACT: dict[str, tuple[str, dict[Path, tuple[int, int]]]] = {
    "nothing": ("# [a]\n\n  # b = 1", {}),
    "no newline at the end": ("a=1", {("a",): (1, 1)}),
    "indented header and key": ("\n  [ a ]\n\tb = 1", {("a",): (2, 5), ("a", "b"): (3, 2)}),
    "implied tables stand where they are first named": (
        "[a.b.c]\n[a.b.d]",
        {("a",): (1, 2), ("a", "b"): (1, 4), ("a", "b", "c"): (1, 6), ("a", "b", "d"): (2, 6)},
    ),
    "the header of a table comes before its first mention": (
        "[a.b]\n[a]\nc = 1",
        {("a",): (2, 2), ("a", "b"): (1, 4), ("a", "c"): (3, 1)},
    ),
    "dotted keys with spaces": (
        "a . 'b c'\t. \"d\" = 1\na.e = 2",
        {("a",): (1, 1), ("a", "b c"): (1, 5), ("a", "b c", "d"): (1, 13), ("a", "e"): (2, 3)},
    ),
    "numbers as keys": ("2008.5 = 4.7", {("2008",): (1, 1), ("2008", "5"): (1, 6)}),
    "quoted keys, compared as the parser reads them": (
        '"a.b" = 1\n\'c"\\\' = 2\n"\\"\\\\\\e\\x41a\\u00e9a\\U0001F600a\\b\\t\\n\\f\\r" = 3\n"" = 4\n"=]#" = 5',
        {
            ("a.b",): (1, 1),
            ('c"\\',): (2, 1),
            ('"\\\x1bAaéa\N{GRINNING FACE}a\b\t\n\f\r',): (3, 1),
            ("",): (4, 1),
            ("=]#",): (5, 1),
        },
    ),
    "array of tables, and tables in it": (
        "[[a.b]]\nc = 1\n[a.b.d]\n[[a.b]]\n[a.b.d]\n[[a.b.e]]\n[[ a . b . e ]]\nf = 1",
        {
            ("a",): (1, 3),
            ("a", "b"): (1, 5),
            ("a", "b", 0): (1, 5),
            ("a", "b", 0, "c"): (2, 1),
            ("a", "b", 0, "d"): (3, 6),
            ("a", "b", 1): (4, 5),
            ("a", "b", 1, "d"): (5, 6),
            ("a", "b", 1, "e"): (6, 7),
            ("a", "b", 1, "e", 0): (6, 7),
            ("a", "b", 1, "e", 1): (7, 12),
            ("a", "b", 1, "e", 1, "f"): (8, 1),
        },
    ),
    "inline rows, as plans have them": (
        '[outputs.PP]\neffort = [\n    { department = "SGO", 2009-2011 = 18.2 },\n    {},\n]\n',
        {
            ("outputs",): (1, 2),
            ("outputs", "PP"): (1, 10),
            ("outputs", "PP", "effort"): (2, 1),
            ("outputs", "PP", "effort", 0): (3, 5),
            ("outputs", "PP", "effort", 0, "department"): (3, 7),
            ("outputs", "PP", "effort", 0, "2009-2011"): (3, 27),
            ("outputs", "PP", "effort", 1): (4, 5),
        },
    ),
    "arrays in arrays": (
        "a = [[], [1, [2]], 'x']",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 6),
            ("a", 1): (1, 10),
            ("a", 1, 0): (1, 11),
            ("a", 1, 1): (1, 14),
            ("a", 1, 1, 0): (1, 15),
            ("a", 2): (1, 20),
        },
    ),
    "newlines, comments and a trailing comma in an inline table": (
        "a = { # {\n  b.c = 1, # }\n\n  b.d = [ # ]\n    2 # ,\n    , ], }\ne = 3",
        {
            ("a",): (1, 1),
            ("a", "b"): (2, 3),
            ("a", "b", "c"): (2, 5),
            ("a", "b", "d"): (4, 5),
            ("a", "b", "d", 0): (5, 5),
            ("e",): (7, 1),
        },
    ),
    "dates with a space, times, numbers, booleans": (
        "a = [1979-05-27 07:32:00Z, 07:32, +1_0.5e-3,true ,nan]\nb = 1979-05-27 07:32 # c = 1\nd = -inf",
        {
            ("a",): (1, 1),
            ("a", 0): (1, 6),
            ("a", 1): (1, 28),
            ("a", 2): (1, 35),
            ("a", 3): (1, 45),
            ("a", 4): (1, 51),
            ("b",): (2, 1),
            ("d",): (3, 1),
        },
    ),
    "strings with the marks of other things": (
        'a = \'# [\' # ]\nb = "\\\\"\nc = "\\", ]"\nd = [\'"\', "\'", \'\\\', "", \'\']\ne = 1',
        {
            ("a",): (1, 1),
            ("b",): (2, 1),
            ("c",): (3, 1),
            ("d",): (4, 1),
            ("d", 0): (4, 6),
            ("d", 1): (4, 11),
            ("d", 2): (4, 16),
            ("d", 3): (4, 21),
            ("d", 4): (4, 25),
            ("e",): (5, 1),
        },
    ),
    "multi-line strings": (
        'a = """\nx = 1\n[y]\n"" \\""" \\\n  z"""\nb = \'\'\'\n[c]\n\\\'\'\'\nd = ["""1\n2""", 3]',
        {("a",): (1, 1), ("b",): (6, 1), ("d",): (9, 1), ("d", 0): (9, 6), ("d", 1): (10, 7)},
    ),
    "quotes just before the closing ones": (
        'a = ["""1"""", """2""""", """""""", """""", 0]\n'
        "b = ['''1'''', '''2''''', '''''''', '''''', 0]\n"
        'c = ["""\\"""", """\\"""""", """\\\\""", 0]',
        {
            ("a",): (1, 1),
            ("a", 0): (1, 6),
            ("a", 1): (1, 16),
            ("a", 2): (1, 27),
            ("a", 3): (1, 37),
            ("a", 4): (1, 45),
            ("b",): (2, 1),
            ("b", 0): (2, 6),
            ("b", 1): (2, 16),
            ("b", 2): (2, 27),
            ("b", 3): (2, 37),
            ("b", 4): (2, 45),
            ("c",): (3, 1),
            ("c", 0): (3, 6),
            ("c", 1): (3, 16),
            ("c", 2): (3, 28),
            ("c", 3): (3, 38),
        },
    ),
    "CRLF": (
        'a = """\r\nx\r\n"""\r\n\r\nb = [ # 1\r\n  1,\r\n 2 ]\r\nc = 3\r\n',
        {("a",): (1, 1), ("b",): (5, 1), ("b", 0): (6, 3), ("b", 1): (7, 2), ("c",): (8, 1)},
    ),
    "columns are characters, not bytes": (
        "a = ['é', '\N{GRINNING FACE}', 1]",
        {("a",): (1, 1), ("a", 0): (1, 6), ("a", 1): (1, 11), ("a", 2): (1, 16)},
    ),
    "only a line feed ends a line": (
        "a = ['\u2028', '\x85',\n1]",
        {("a",): (1, 1), ("a", 0): (1, 6), ("a", 1): (1, 11), ("a", 2): (2, 1)},
    ),
}


@pytest.mark.parametrize(("text", "expected"), EXACT.values(), ids=EXACT)
def test_exact_places(text: str, expected: dict[Path, tuple[int, int]]) -> None:
    found = assert_finds_what_the_parser_sees(text)
    assert {path: (place.line, place.column) for path, place in found.items()} == expected


def test_a_byte_order_mark_is_no_character() -> None:
    assert find_places("\ufeffa = 1\nb = 2") == {("a",): Place(1, 1), ("b",): Place(2, 1)}


# --- Size and depth -----------------------------------------------------------------------------------------


def test_a_long_array() -> None:
    found = find_places("a = [\n" + "0,\n" * 100_000 + "]\nb = 1")
    assert len(found) == 100_002
    assert found["a", 99_999] == Place(100_001, 1)
    assert found["b",] == Place(100_003, 1)


@pytest.mark.parametrize("piece", ["x", '""x', "\\\\", '\\"', "\n", "é"])
def test_a_long_string(piece: str) -> None:
    text = f'a = ["""{piece * 300_000}""", 1]\n'
    assert list(assert_finds_what_the_parser_sees(text)) == [("a",), ("a", 0), ("a", 1)]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{ a = ", " }")])
def test_deep_nesting(opening: str, closing: str) -> None:
    text = f"a = {opening * 300}1{closing * 300}\nb = 1"
    found = find_places(text)
    part = 0 if opening == "[" else "a"
    assert len(found) == 302
    assert found["a", *[part] * 300].line == 1
    assert found["b",] == Place(2, 1)


def test_deep_nesting_made_to_fill_the_memory() -> None:
    """Each of the elements has a path of 391 parts; without a limit a text of 5 MB would need many GB."""
    text = f"a = {'[' * 390}{'0,' * 5_000}{']' * 390}\nb.c = [1, 2]"
    found = find_places(text)
    assert sum(len(path) for path in found if len(path) > 32) <= 1_000_000
    assert set(found) >= {("a", *[0] * 389), ("b", "c", 1)}
    assert Places(text).nearest(("a", *[0] * 389, 4_999)) == Place(1, 394)


# --- nearest ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a", "b"), Place(2, 1)),
        (("a", "b", 1), Place(2, 9)),
        (("a", "b", 2), Place(2, 1)),
        (("a", "b", 1, "c", "d"), Place(2, 9)),
        (("a", "x"), Place(1, 2)),
        (("a", "b", "1"), Place(2, 1)),
        (("x", "b"), None),
        ((), None),
    ],
)
def test_nearest(path: Path, expected: Place | None) -> None:
    assert Places("[a]\nb = [1, 2]").nearest(path) == expected


@given(toml_texts().filter(accepted), st.randoms(use_true_random=False))
def test_in_whatever_order_it_is_asked_for(text: str, random: Random) -> None:
    found, places = find_places(text), Places(text)
    for path in random.sample(sorted(found, key=str), min(len(found), 9)):
        assert places.nearest(path) == found[path]
        assert places.nearest((*path, "no such key")) == found[path]


def test_a_table_that_is_named_in_another_one_first() -> None:
    text = "[a]\nb.c = 1\n[a.b.d]\ne = 1\n"
    assert Places(text).nearest(("a", "b")) == find_places(text)["a", "b"] == Place(2, 1)
    places = Places(text)
    assert places.nearest(("a", "b", "d", "e")) == Place(4, 1)
    assert places.nearest(("a", "b")) == Place(2, 1)

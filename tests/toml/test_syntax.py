"""The syntax of TOML: every refusal by its whole message, and whatever is no bomb is read as the parser reads it."""

import decimal
from decimal import Decimal

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from itu_opplan import FormatError, Location
from itu_opplan.toml import syntax


def refusal(text: str | bytes, name: str) -> str:
    with pytest.raises(FormatError) as caught:
        syntax.parse(text, name)
    return str(caught.value)


TOO_DEEP = "nested too deep; lists and inline tables may stand 400 deep in each other at most"
EXPONENTS = "a = '1e99999999999999999999'\nx = 1e9999999999\ny = -1E+99999999999999999999"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("hello world", 1, 7, "not TOML: expected '=' after a key in a key/value pair (at column 7)"),
        ("\né = 1", 2, 1, "not TOML: invalid statement (at column 1)"),
        ("a = {", 1, 6, "not TOML: invalid initial character for a key part (at column 6)"),
        (
            "[departments.C&P]",
            1,
            15,
            "not TOML: expected ']' at the end of a table declaration (at column 15); write \"C&P\" in quotes",
        ),
        ("x = { 2025/26 = 5 }", 1, 11, "not TOML: expected '=' after a key in a key/value pair (at column 11)"
          '; write "2025/26" in quotes'),
        ("[[a\n]]", 1, 4, "not TOML: expected ']]' at the end of an array declaration (at column 4)"),
        ("x = True", 1, 5, "not TOML: invalid value (at column 5)"),
        ("x =\n", 1, 4, "not TOML: invalid value (at column 4)"),
        ("x = 4,7", 1, 6, "not TOML: expected newline or end of document after a statement (at column 6)"),
        (
            "a = { 2025/26-Q1 = 5 }",
            1,
            11,
            "not TOML: expected '=' after a key in a key/value pair (at column 11); write \"2025/26-Q1\" in quotes",
        ),
        ("x = [2025/26]", 1, 10, "not TOML: unclosed array (at column 10); write \"2025/26\" in quotes"),
        ("x = 4.7-8", 1, 8, "not TOML: expected newline or end of document after a statement (at column 8)"),
        ("x = 1'000", 1, 6, "not TOML: expected newline or end of document after a statement (at column 6)"),
        ("x = 2008-02-30", 1, 5, "not TOML: invalid date or datetime (at column 5)"),
        ("a = [1 2]", 1, 8, "not TOML: unclosed array (at column 8)"),
        ("a = [\n{ b = 1 c = 2 }]", 2, 9, "not TOML: unclosed inline table (at column 9)"),
        ('x = "a\nb"', 1, 7, "not TOML: illegal character '\\n' (at column 7)"),
        ("x = 'a\nb'", 1, 7, "not TOML: found invalid character '\\n' (at column 7)"),
        ('x = """a\n', 2, 1, "not TOML: unterminated string (at column 1)"),
        ("x = '''a\n", 2, 1, 'not TOML: expected "\'\'\'" (at column 1)'),
        ('x = "C:\\q"', 1, 10, "not TOML: unescaped '\\' in a string (at column 10)"),
        ('x = "\\xZZ"', 1, 8, "not TOML: invalid hex value (at column 8)"),
        ('x = "\\ud800"', 1, 12, "not TOML: escaped character is not a Unicode scalar value (at column 12)"),
        ("x = 1\r\nx = 2", 2, 6, "not TOML: cannot overwrite a value (at column 6)"),
        ("a = { b = 1, b = 2 }", 1, 19, "not TOML: duplicate inline table key 'b' (at column 19)"),
        ("[a]\n[a]", 2, 3, "not TOML: cannot declare ('a',) twice (at column 3)"),
        ("[a.b]\n[a]\nb.y = 2", 3, 8, "not TOML: cannot redefine namespace ('a', 'b') (at column 8)"),
        ("a = []\n[[a]]", 2, 4, "not TOML: cannot mutate immutable namespace ('a',) (at column 4)"),
        ("a\0 = 1", 1, 2, "the invisible character U+0000 cannot stand here; delete it"),
        ("x\u00a0= 1", 1, 2, "the invisible character U+00A0 cannot stand here; delete it"),
        ("x = 1\r", 1, 6, "the invisible character U+000D cannot stand here; delete it"),
        ("\ufeff\ufeffx = 1", 1, 1, "the invisible character U+FEFF cannot stand here; delete it"),
        (EXPONENTS, 3, 6, "the exponent of the figure is out of range"),
        ("ok = 1\ny = '\udc80'", 2, 6, "the lone surrogate U+DC80 is no character; delete it"),
        (b"x = 1\ny = 'caf\xe9'", 2, 9, "the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        (b"\xef\xbb\xbf\xc3\xa9\xe9", 1, 2, "the byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("x = 1".encode("utf-16"), 1, 1, "not UTF-8 but UTF-16; save the file as UTF-8"),
        ("x = 1\n" + ".".join("abcdefghijklmnopq") + " = 1", 2, 2, "a dotted key may have 16 parts at most"),
        ("[" + " . ".join(["'a.b'", '"\\""'] * 9) + "]", 1, 8, "a dotted key may have 16 parts at most"),
        ("x = 1" + "0" * 600, 1, 5, "a figure, or a key without quotes, may have 600 characters at most"),
        ("x = [\n0x" + "f" * 700 + "]", 2, 1, "a figure, or a key without quotes, may have 600 characters at most"),
        ("x = '['\ny = " + "[" * 500, 2, 405, TOO_DEEP),
        ("x = " + "{ a = [" * 300, 1, 1405, TOO_DEEP),
    ],
)  # fmt: skip
def test_every_mistake_has_its_message(text: str | bytes, line: int, column: int, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        syntax.parse(text, "x.toml")
    assert str(caught.value) == f"x.toml:{line}: {message}"
    assert caught.value.location == Location("x.toml", line, column)


def test_the_name_in_a_message_is_on_one_line() -> None:
    assert refusal("x", "a\n\ud800.toml").startswith("a\\n\\ud800.toml:1: not TOML: expected")


@pytest.mark.parametrize("text", [" " * (32 * 2**20 + 1), b" " * (32 * 2**20 + 1), "é" * (16 * 2**20) + " "])
def test_a_text_that_is_too_big(text: str | bytes) -> None:
    message = "x.toml: too big: 33,554,433 bytes; a file may have 33,554,432 bytes (32 MiB)"
    assert refusal(text, "x.toml") == message


def test_a_text_of_the_biggest_size() -> None:
    assert syntax.parse(b"#" * (32 * 2**20), "x.toml") == {}


def test_a_key_bomb_is_refused_at_once() -> None:
    """The parser alone takes seconds and a gigabyte for this text of 180 kB."""
    parts = ".".join("a" * 900)
    text = f"[{parts}]\n" + "".join(f"k{number}.{parts} = 1\n" for number in range(100))
    assert refusal(text, "x.toml") == "x.toml:1: a dotted key may have 16 parts at most"
    assert refusal(".".join("a" * 100_000), "x") == "x:1: a dotted key may have 16 parts at most"


def test_what_looks_like_a_bomb_in_quotes_and_comments_is_none() -> None:
    dots, word = "a." * 30, "w" * 2000
    text = f"# {dots} {word}\na = '{dots} {word}'\nb = \"\\\"{dots}{word}\"\nc = '''\n'{dots}\n{word}'''\n"
    text += f'd = """\n\\"""{dots}\n{word}""""\n"{word}" = 1\n'
    assert syntax.parse(text, "x") == tomli.loads(text)


def test_the_longest_key_and_word() -> None:
    key, word = ".".join("abcdefghijklmnop"), "1" * 600
    text = f"[{key}]\n{key} = {word}\n{word} = {word}.{word}"
    assert syntax.parse(text, "x") == tomli.loads(text, parse_float=Decimal)


def test_figures_are_exact() -> None:
    text = "a = 0.10\nb = 1e999999999\nc = -inf\nd = nan\ne = 1_0.5\nf = 12\n"
    tables = syntax.parse(text, "x")
    shown = {key: str(value) for key, value in tables.items()}
    assert shown == {"a": "0.10", "b": "1E+999999999", "c": "-Infinity", "d": "NaN", "e": "10.5", "f": "12"}
    assert [type(value) for value in tables.values()] == [Decimal] * 5 + [int]


def test_the_decimal_context_of_the_caller_does_not_count() -> None:
    with decimal.localcontext(decimal.Context(prec=2, traps=[])) as context:
        assert syntax.parse("a = 1.23456", "x") == {"a": Decimal("1.23456")}
        message = "x:1: the exponent of the figure is out of range"
        assert refusal("a = 1e99999999999999999999", "x") == message
        assert not any(context.flags.values())


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MemoryError(), "x.toml: too big for the memory of this machine"),
        (ValueError("what\nnow"), "x.toml: not TOML: what\\nnow"),
        (tomli.TOMLDecodeError("New {trouble}", "a\nb", 2), "x.toml:2: not TOML: new {trouble} (at column 1)"),
    ],
)
def test_what_no_text_is_known_to_bring_about(error: Exception, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(text: str, *, parse_float: object) -> None:
        raise error

    monkeypatch.setattr(tomli, "loads", failing)
    assert refusal("", "x.toml") == message


SIGNS = st.sampled_from([*"ab1.=[]{},\"'\\\n\r #-+:T\ufeff\0é\ud800", "0x", "e9", '"""', "'''", "nan"])


@given(st.lists(SIGNS, max_size=40).map("".join) | st.text(max_size=30) | st.binary(max_size=30))
def test_any_input_gives_tables_or_one_line(text: str | bytes) -> None:
    message = ""
    try:
        syntax.parse(text, "x.toml")
    except FormatError as error:
        message = str(error)
    assert message == "" or message.startswith("x.toml:")
    assert message.isprintable()


@given(st.lists(SIGNS.filter(lambda sign: sign != "\ud800"), max_size=40).map("".join))
def test_whatever_the_parser_takes_is_taken(text: str) -> None:
    try:
        expected = tomli.loads(text, parse_float=str)
    except (ValueError, RecursionError):
        return
    assert repr(syntax.parse(text, "x")) == repr(tomli.loads(text, parse_float=Decimal))
    assert expected.keys() == syntax.parse(text, "x").keys()


# --- the guards, against what they say in plain words -----------------------------------------------------------------


NOISE = st.sampled_from(
    ["", "# ]]}} [[{{ a.b.c\n", "s = '[[{{ ]]}} ' # [\n", 'd = """\n"[" \\" {{{\n"""\n', "[[t]]\n[t.u]\n"]
)
BARE = st.sampled_from(["a", "b-c", "7", '"x.y"', "'p.q.r'", '"\\"."', " e ", "\tf", '""'])


@given(NOISE, st.integers(395, 405), st.data())
def test_exactly_what_is_deeper_than_the_limit_is_refused(noise: str, depth: int, data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.sampled_from([("[", "]"), ("{ a = ", "}"), ("[ 1, ", ",]")]), min_size=1, max_size=8))
    nest = [pairs[level % len(pairs)] for level in range(depth)]
    text = f"{noise}x = {''.join(one for one, _ in nest)}1{''.join(other for _, other in reversed(nest))}\n"
    if depth <= 400:
        assert syntax.parse(text, "x") == tomli.loads(text)
    else:
        assert refusal(text, "x").endswith(TOO_DEEP)


@given(
    NOISE, st.lists(BARE, min_size=12, max_size=20), st.sampled_from(["[{}]", "[[{}]]", "{} = 1", "y = {{ {} = 1 }}"])
)
def test_exactly_the_keys_of_more_parts_are_refused(noise: str, parts: list[str], form: str) -> None:
    text = noise + form.format(".".join(parts)) + "\n"
    if len(parts) <= 16:
        assert syntax.parse(text, "x") == tomli.loads(text)
    else:
        assert refusal(text, "x").endswith("a dotted key may have 16 parts at most")


@given(
    st.lists(st.tuples(st.integers(590, 610) | st.integers(0, 9), st.sampled_from([" ", "\n", "\t", "."])), max_size=9)
)
def test_the_look_for_long_words_finds_all_of_them(pieces: list[tuple[int, str]]) -> None:
    text = "".join("w" * length + end for length, end in pieces)
    longest = max(len(word) for line in text.split("\n") for word in line.split(" "))
    assert syntax._has_long_word(text) == (longest > 600)


@given(st.lists(st.text(st.sampled_from("=,.[{}]\n'\"#aé\U0001f600\ud800")), min_size=1))
def test_what_the_guards_count_is_the_signs(texts: list[str]) -> None:
    signs = ["".join(sign for sign in text if sign in "=,.[{\n").encode() for text in texts]
    assert syntax.refuse_too_many(texts, "x") == signs


@given(st.lists(st.sampled_from(["", "a = 1", "[b]\nc = 0.10\n", "d = 'é'"]), min_size=1))
def test_texts_together_are_read_as_each_alone(texts: list[str]) -> None:
    assert syntax.parse_all([(text, "x") for text in texts]) == [syntax.parse(text, "x") for text in texts]


def test_of_many_texts_the_wrong_one_is_named() -> None:
    with pytest.raises(FormatError, match=r"^b\.toml:2: not TOML"):
        syntax.parse_all([("a = 1", "a.toml"), ("\nb", "b.toml"), ("c", "c.toml")])


@pytest.mark.parametrize(
    "signs",
    ['."', ".'", ".\".'", '."\\', '"""\\', ".", ". ", "w.", "w", "'''a", "#.", ".\n", '."a.b"', ".\t\t", "x\u0301"],
)
def test_a_megabyte_of_whatever_looks_odd_is_refused_in_time_that_grows_with_it(signs: str) -> None:
    """Time with the square of the size would be hours."""
    assert refusal("x = " + signs * (1_000_000 // len(signs)), "x").startswith("x:")

"""The table of the kinds of documents: whoever adds an entry is told here what does not follow from it."""

import inspect

import pytest

import itu_opplan
from itu_opplan import FormatError, InvalidPlan, bundled, dumps, loads
from itu_opplan.toml import places
from itu_opplan.toml.kinds import DOCUMENTS, Document

IDS = [document.kind or "plan" for document in DOCUMENTS]


def test_each_kind_stands_once() -> None:
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=IDS)
def test_each_kind_has_its_functions(document: Document[object]) -> None:
    for verb, said in (("load", "source"), ("loads", "text"), ("dumps", None)):
        function = getattr(itu_opplan, document.function(verb))
        first = next(iter(inspect.signature(function).parameters))
        assert said in (first, None)


def test_each_kind_is_told_from_the_others() -> None:
    for wanted in DOCUMENTS:
        read = getattr(itu_opplan, wanted.function("loads"))
        for given in DOCUMENTS:
            text = f'kind = "{given.kind}"\nformat = 1' if given.kind else "format = 1"
            with pytest.raises((FormatError, InvalidPlan)) as caught:
                read(text)
            if given is wanted:
                assert f"missing; every {wanted.noun.removeprefix('a ')} must have it" in str(caught.value)
            elif given.kind:
                said = f"a file of kind '{given.kind}', not {wanted.noun}; {given.function('load')} reads it"
                assert str(caught.value) == f"<text>:1: {said}"
            else:
                said = f'no kind; {wanted.noun} says kind = "{wanted.kind}", and load reads plans'
                assert str(caught.value) == f"<text>: {said}"


def test_places_are_sought_only_where_there_is_something_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(text: str) -> None:
        raise AssertionError(f"places of {text[:20]!r} were sought")

    monkeypatch.setattr(places, "Places", refuse)
    loads(dumps(bundled("gs-2008-2011")))
    with pytest.raises(AssertionError, match="were sought"):
        loads("format = 1")

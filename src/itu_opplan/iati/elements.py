"""The elements of a file of IATI, and its text: the only module that imports lxml."""

from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

__all__ = ["LANGUAGE", "OWN_VOCABULARY", "Element", "add", "make", "narrate", "write"]

Element: TypeAlias = etree._Element  # pyright: ignore[reportPrivateUsage]  # lxml has no other name for it
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
"""The attribute `xml:lang`."""
OWN_VOCABULARY = "99"
"""The code of the vocabulary that is the organisation's own: of tags, of codes of results and of indicators."""


def make(tag: str, attributes: Mapping[str, str]) -> Element:
    """A new element that is in no other."""
    return etree.Element(tag, dict(attributes))


def add(parent: Element, tag: str, attributes: Mapping[str, str] | None = None) -> Element:
    """A new element at the end of another."""
    return etree.SubElement(parent, tag, dict(attributes or {}))


def narrate(parent: Element, tag: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    """Add an element whose content is words, which IATI wants in a narrative."""
    add(add(parent, tag, attributes), "narrative").text = text


def write(root: Element) -> str:
    """The text of a file."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode() + "\n"

"""One parse of a page: `pipeline.clean.tree`."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from pipeline.clean.tree import MAX_ATTRIBUTES, MAX_ELEMENTS, memory_errors, parse
from pipeline.errors import Permanent, Reason
from tests.unit.attempt import attempt


def text(body: bytes | str, content_type: str | None = None) -> str:
    return str(parse(body.encode() if isinstance(body, str) else body, content_type).text_content())


def failure(body: bytes) -> Permanent:
    with pytest.raises(Permanent) as caught:
        parse(body, None)
    return caught.value


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\x00\x00"])
def test_an_empty_page_has_no_text(body: bytes) -> None:
    assert failure(body).reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    "body", [b"%PDF-1.7\n", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"PK\x03\x04", b"<!-- only a comment -->"]
)
def test_what_is_no_page_is_not_html(body: bytes) -> None:
    assert failure(body).reason is Reason.NOT_HTML


@pytest.mark.parametrize("piece", [b"<b>x</b>", b"<br>", b"<", b"<p>"])
def test_more_elements_than_the_bound_are_too_large(piece: bytes) -> None:
    assert failure(b"<p>" + piece * (4 * MAX_ELEMENTS + 10)).reason is Reason.TOO_LARGE


def test_a_page_within_the_bound_is_taken() -> None:
    assert len(list(parse(b"<p>" + b"<br>" * 1_000, None).iter("br"))) == 1_000


@pytest.mark.parametrize(
    "reference",
    ["&#xD800;", "&#xDFFF;", "&#xd800;", "&#55296;", "&#57343;", "&#0;", "&#x0;", "&#8;", "&#x1F;", "&#31;", "&#xFFFE;",
     "&#xFFFF;", "&#x110000;", "&#99999999999999999;", "&#x" + "F" * 50 + ";"],
)  # fmt: skip
@pytest.mark.parametrize("behind", ["bridge", " the", "1", "<b>d</b>", ";"])
def test_an_impossible_character_reference_is_one_replacement_character(reference: str, behind: str) -> None:
    tree = parse(f"<p>before{reference}{behind}</p><p>after</p>".encode(), None)
    paragraphs = [part.text_content() for part in tree.iter("p")]
    assert paragraphs == ["before\ufffd" + behind.replace("<b>", "").replace("</b>", ""), "after"]


@pytest.mark.parametrize(
    ("reference", "character"),
    [("&#x43C;", "м"), ("&#1084;", "м"), ("&#9;", "\t"), ("&#xA0;", "\xa0"), ("&#128512;", "😀"), ("&amp;", "&"),
     ("&#x10FFFD;", "\U0010fffd"), ("&#65532;", "\ufffc"), ("&#133;", "…")],
)  # fmt: skip
def test_a_possible_character_reference_is_its_character(reference: str, character: str) -> None:
    assert text(f"<p>a{reference}z</p>") == f"a{character}z"


@pytest.mark.parametrize("byte", [byte for byte in range(1, 32) if byte not in (9, 10, 13)])
def test_a_control_byte_is_left_out(byte: int) -> None:
    assert text(b"<p>a" + bytes([byte]) + b"z</p>") == "az"


@pytest.mark.parametrize(
    ("name", "words"), [("windows-1251", "Мост закрыт"), ("utf-16", "Мост закрыт"), ("shift_jis", "橋は閉鎖された")]
)
def test_a_page_is_read_in_its_charset(name: str, words: str) -> None:
    assert text(f"<p>{words}</p>".encode(name), f"text/html; charset={name}") == words


def test_a_bad_byte_costs_no_text_behind_it() -> None:
    page = "<meta charset=utf-8><p>" + "мост " * 300
    assert text(page.encode() + b"\xff" + "река</p><p>конец</p>".encode()).endswith("река" + "конец")


def test_comments_and_instructions_are_no_text() -> None:
    assert text("<p>a<!-- b --><?php c ?>d</p>") == "ad"


@pytest.mark.parametrize("unclosed", [b"<div>", b"<font>x", b"<ul><li>", b"<span><div>"])
def test_text_behind_hundreds_of_unclosed_elements_is_kept(unclosed: bytes) -> None:
    assert text(unclosed * 400 + b"<p>after</p>").endswith("after")


@pytest.mark.parametrize(
    "quiet",
    [b"<script>if (a<b) {}</script>", b"<style>/* <p> */</style>", b"<!-- <p> -->", b"<SCRIPT src=x>a<b</SCRIPT >"],
)
def test_scripts_styles_and_comments_are_no_elements(quiet: bytes) -> None:
    assert text(b"<p>before</p>" + quiet * (4 * MAX_ELEMENTS) + b"<p>after</p>") == "beforeafter"


def test_json_ld_of_a_page_with_endless_scripts_is_kept() -> None:
    data = b'<script type="application/ld+json">{"a": "<b>"}</script>'
    tree = parse(b"<p>x</p>" + data + b"<script>" + b"a<b;" * (4 * MAX_ELEMENTS) + b"</script>", None)
    assert [script.text for script in tree.iter("script")] == ['{"a": "<b>"}']


@pytest.mark.parametrize("attribute", ["a{}", "a{}=1", "a{}='>'", 'a{} = "<b>"', 'a{}="x"/', "a{}\n"])
def test_a_tag_with_thousands_of_attributes_loses_them(attribute: str) -> None:
    many = " ".join(attribute.format(number) for number in range(2 * MAX_ATTRIBUTES))
    tree = parse(f"<p class='lead'>before</p><div {many}>in<p class='lead'>after</p></div>".encode(), None)
    assert [len(element.attrib) for element in tree.iter("div")] == [0]
    assert [(element.get("class"), element.text) for element in tree.iter("p")] == [
        ("lead", "before"),
        ("lead", "after"),
    ]


@pytest.mark.parametrize(
    "source",
    ["<div data-x='" + '{"a": "b > c"}, ' * 3_000 + "'>x</div>", "<script>var a = 1<b" + " word" * 3_000 + "</script><p>x</p>",
     '<script type="application/ld+json">{"a": "1 <b' + " word" * 3_000 + '"}</script><p>x</p>'],
)  # fmt: skip
def test_long_values_and_long_scripts_are_no_attributes(source: str) -> None:
    tree = parse(source.encode(), None)
    value = next(tree.iter("div")).get("data-x") if "<div" in source else next(tree.iter("script")).text
    assert len(value or "") > 15_000


def test_another_error_of_lxml_is_no_memory_error() -> None:
    with pytest.raises(etree.XMLSyntaxError), memory_errors():
        etree.fromstring("<a>")


def test_ten_thousand_elements_deep_is_a_tree() -> None:
    assert parse(b"<div>" * 10_000 + b"deep", None).tag == "html"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/x"])
def test_an_external_entity_is_not_read(address: str) -> None:
    assert "root:" not in text(f'<!DOCTYPE html [<!ENTITY x SYSTEM "{address}">]><p>a &x; z</p>')


PIECES = [b"<p>", b"</p>", b"<table>", b"<td>", b"<svg>", b"<template>", b"<script>", b"<!--", b"-->", b"<![CDATA[", b"&#",
          b"&#xD800", b"&#x;", b"<?", b"<!", b"<", b">", b"\xff", b"\x00", b"</", b"<meta charset=utf-16>", b"<plaintext>",
          b"<frameset>", b"words"]  # fmt: skip


@given(
    st.binary(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=20).map(b"".join),
    st.sampled_from([None, "text/html; charset=utf-16", "text/html; charset=iso-2022-jp"]) | st.text(max_size=12),
)
@settings(max_examples=100, deadline=None)
@example(b"<", None)
@example(b"\x01", None)
@example(b"\xff\xfe", None)
def test_any_bytes_are_a_tree_or_a_permanent_failure(body: bytes, content_type: str | None) -> None:
    found = attempt(lambda: text(body, content_type))
    assert isinstance(found, Permanent) or isinstance(str(found).encode(), bytes)

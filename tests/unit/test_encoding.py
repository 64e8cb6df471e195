"""From wire bytes to text: `pipeline.encoding`."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.encoding import charset, decode, inflate
from pipeline.errors import Permanent, Reason
from tests.unit.attempt import attempt

CAP = 100_000
quick = settings(max_examples=100, deadline=None)
slow = settings(max_examples=40, deadline=None)

RUSSIAN = "Вечером городской совет обсуждал новый мост через реку, и споры шли до полуночи. "
UKRAINIAN = "Увечері міська рада обговорювала новий міст через річку, і суперечки тривали до півночі. "
JAPANESE = "市議会は火曜日の夜、新しい橋の建設について話し合いました。議論は深夜まで続きました。"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def streamed_zstd(body: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, list[Callable[[bytes], bytes]]] = {
    "gzip": [gzip.compress],
    "x-gzip": [gzip.compress],
    "deflate": [zlib.compress, raw_deflate],
    "br": [brotli.compress],
    "zstd": [zstandard.compress, streamed_zstd],
}
PAIRS = [(coding, pack) for coding, packers in PACKERS.items() for pack in packers]
each_coding = pytest.mark.parametrize(
    ("coding", "pack"), PAIRS, ids=[f"{coding}-{pack.__name__}" for coding, pack in PAIRS]
)


def failure(body: bytes, coding: str, cap: int = CAP) -> Permanent:
    with pytest.raises(Permanent) as caught:
        inflate(body, coding, cap)
    return caught.value


# ── content-encodings ──────────────────────────────────────────────────────────────────────────────────────────────


@each_coding
@given(body=st.binary(max_size=3_000))
@slow
@example(body=b"<html>" * 500)
@example(body=bytes(5_000))
def test_what_was_packed_comes_back(coding: str, pack: Callable[[bytes], bytes], body: bytes) -> None:
    assert inflate(pack(body), coding, CAP) == body


@each_coding
@pytest.mark.parametrize("size", [CAP + 1, 50 * CAP])
def test_a_body_beyond_the_cap_is_too_large(coding: str, pack: Callable[[bytes], bytes], size: int) -> None:
    assert failure(pack(b"a" * size), coding).reason is Reason.TOO_LARGE


@each_coding
def test_a_body_of_exactly_the_cap_is_taken(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert len(inflate(pack(b"a" * CAP), coding, CAP)) == CAP


@each_coding
def test_a_bomb_inside_a_bomb_stops_at_the_first_cap(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert failure(gzip.compress(pack(bytes(20 * CAP)) + bytes(2 * CAP)), f"{coding}, gzip").reason is Reason.TOO_LARGE


@each_coding
def test_a_truncated_stream_gives_a_beginning_of_the_body(coding: str, pack: Callable[[bytes], bytes]) -> None:
    body = b"".join(b"%d %d; " % (number * 7_919 % 10_007, number) for number in range(2_000))
    packed = pack(body)
    assert body.startswith(inflate(packed[: len(packed) * 2 // 3], coding, CAP))


@each_coding
@pytest.mark.parametrize(
    "body",
    [b"<html><body>plain</body></html>", b"<!doctype html>\n<p>x", b"\n\n<rss></rss>", b'{"items": []}',
     b"\xef\xbb\xbf<rss/>", "<p>Мост</p>".encode(), b"<p>", b"{}"],
)  # fmt: skip
def test_readable_markup_declared_as_packed_is_taken_as_it_stands(
    coding: str, pack: Callable[[bytes], bytes], body: bytes
) -> None:
    assert inflate(body, coding, CAP) == body


@given(
    st.binary(max_size=300) | st.sampled_from([pack(b"some words " * 40) for _, pack in PAIRS]),
    st.text(max_size=20) | st.lists(st.sampled_from([*PACKERS, "identity", ""]), max_size=4).map(", ".join) | st.none(),
    st.integers(0, 2_000),
)
@quick
def test_any_bytes_with_any_coding_are_bytes_within_the_cap_or_a_permanent_failure(
    body: bytes, coding: str | None, cap: int
) -> None:
    found = attempt(lambda: inflate(body, coding, cap))
    if isinstance(found, bytes):
        assert found == body or len(found) <= cap
    else:
        assert isinstance(found, Permanent)


@each_coding
@given(position=st.integers(0, 10**6), value=st.integers(0, 255))
@slow
def test_a_damaged_stream_is_bytes_or_a_permanent_failure(
    coding: str, pack: Callable[[bytes], bytes], position: int, value: int
) -> None:
    packed = bytearray(pack(b"The river rose again. " * 30))
    packed[position % len(packed)] = value
    found = attempt(lambda: inflate(bytes(packed), coding, CAP))
    assert isinstance(found, Permanent) or (isinstance(found, bytes) and len(found) <= CAP)


def test_every_member_of_a_gzip_body_is_read() -> None:
    assert inflate(gzip.compress(b"one ") + gzip.compress(b"two"), "gzip", CAP) == b"one two"


def test_many_gzip_members_together_stay_within_the_cap() -> None:
    assert failure(gzip.compress(b"a" * (CAP // 2)) * 3, "gzip").reason is Reason.TOO_LARGE


def test_what_follows_a_gzip_body_is_ignored() -> None:
    assert inflate(gzip.compress(b"one") + b"trailing", "gzip", CAP) == b"one"


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert inflate(gzip.compress(brotli.compress(b"words")), "br, gzip", CAP) == b"words"


@pytest.mark.parametrize("coding", [None, "", "identity", "none", " Identity "])
def test_no_coding_leaves_the_body_as_it_is(coding: str | None) -> None:
    assert inflate(b"\x1f\x8bwords", coding, CAP) == b"\x1f\x8bwords"


def test_the_name_of_a_coding_is_read_in_any_case() -> None:
    assert inflate(gzip.compress(b"words"), " GZip ", CAP) == b"words"


def test_an_unknown_coding_is_a_bad_encoding() -> None:
    assert failure(b"words", "compress").reason is Reason.BAD_ENCODING


def test_more_than_three_codings_are_a_bad_encoding() -> None:
    assert failure(b"words", "gzip, gzip, gzip, gzip").reason is Reason.BAD_ENCODING


def test_bytes_that_are_not_what_is_declared_are_a_bad_encoding() -> None:
    assert failure(b"\x00\x01\x02words, and more words", "gzip").reason is Reason.BAD_ENCODING


def test_a_zstd_window_beyond_what_http_allows_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=25, write_content_size=False)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert failure(packer.compress(b"words" * 1_000) + packer.flush(), "zstd").reason is Reason.BAD_ENCODING


# ── charsets ───────────────────────────────────────────────────────────────────────────────────────────────────────

TEXTS = [
    ("windows-1251", RUSSIAN),
    ("windows-1251", UKRAINIAN),
    ("koi8-r", RUSSIAN),
    ("koi8-u", UKRAINIAN),
    ("utf-8", RUSSIAN),
    ("utf-8-sig", RUSSIAN),
    ("utf-16", RUSSIAN),
    ("utf-16-le", UKRAINIAN),
    ("utf-16-be", UKRAINIAN),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("windows-1252", "“Größere Brücken” – élan, señor, 5 €"),
]
BROWSER_NAMES = {"utf-8-sig": "utf-8"}


@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_the_charset_of_the_header_is_read(name: str, text: str) -> None:
    page = f"<html><body><p>{text}</p></body></html>"
    assert decode(page.encode(name), f"text/html; charset={BROWSER_NAMES.get(name, name)}") == page


@pytest.mark.parametrize(("name", "text"), [pair for pair in TEXTS if not pair[0].startswith("utf-16")])
@pytest.mark.parametrize(
    "declaration",
    ["<meta charset={}>", '<META CHARSET="{}">', "<meta http-equiv=Content-Type content='text/html; charset={}'>",
     '<?xml version="1.0" encoding="{}"?>'],
)  # fmt: skip
def test_the_charset_inside_the_document_is_read(declaration: str, name: str, text: str) -> None:
    page = declaration.format(BROWSER_NAMES.get(name, name)) + f"<p>{text}</p>"
    assert decode(page.encode(name), None) == page
    assert decode(page.encode(name), "text/html") == page


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name, text in TEXTS if name not in {"koi8-u", "iso-2022-jp", "windows-1252", "euc-jp"}],
)
def test_a_charset_nobody_declares_is_recognised(name: str, text: str) -> None:
    page = f"<html><body><p>{text * 5}</p></body></html>"
    assert decode(page.encode(name), None) == page


@pytest.mark.parametrize("declared", ["windows-1251", "iso-8859-1", "utf-16", "utf-32", "shift_jis", "koi8-r", "x"])
def test_utf8_is_recognised_whatever_is_declared(declared: str) -> None:
    page = f"<meta charset={declared}><p>{RUSSIAN}</p>"
    assert decode(page.encode(), f"text/html; charset={declared}") == page


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "utf-16le", "utf-32", "unknown-8bit", "", "hex", "rot13"])
def test_a_wrong_declaration_in_the_header_gives_way_to_the_right_one_inside(declared: str) -> None:
    page = f"<meta charset=windows-1251><p>{RUSSIAN}</p>"
    assert decode(page.encode("windows-1251"), f"text/html; charset={declared}") == page


@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "utf-16be", "unknown-8bit", "base64", "unicode_escape"])
def test_a_wrong_declaration_inside_gives_way_to_the_bytes(declared: str) -> None:
    page = f"<meta charset={declared}><p>{RUSSIAN * 5}</p>"
    assert decode(page.encode("windows-1251"), None) == page


def test_the_header_stands_before_the_document() -> None:
    page = f"<meta charset=koi8-r><p>{RUSSIAN}</p>"
    assert decode(page.encode("windows-1251"), "text/html; charset=windows-1251") == page


def test_a_byte_order_mark_stands_before_the_header() -> None:
    assert decode(RUSSIAN.encode("utf-16"), "text/html; charset=windows-1251") == RUSSIAN
    assert decode(RUSSIAN.encode("utf-8-sig"), "text/html; charset=windows-1251") == RUSSIAN


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO8859-1", "latin1", "l1", "us-ascii", "ascii", "cp819"])
def test_latin_1_means_windows_1252_as_in_browsers(label: str) -> None:
    assert decode(b"<p>\x93caf\xe9\x94 \x80 5</p>", f"text/html; charset={label}") == "<p>“café” € 5</p>"


@pytest.mark.parametrize(
    ("label", "name"),
    [("cp1251", "cp1251"), ("x-cp1251", "cp1251"), ("win-1251", None), ("sjis", "cp932"), ("x-sjis", "cp932"),
     ("gb2312", "gb18030"), ("gbk", "gb18030"), ("x-gbk", "gb18030"), ("ks_c_5601-1987", "cp949")],
)  # fmt: skip
def test_a_label_means_what_browsers_take_it_for(label: str, name: str | None) -> None:
    body = f"<p>{RUSSIAN}</p>".encode("cp1251") if name in {"cp1251", None} else b"<p>\x82\xa0\x82\xa0\x82\xa0</p>"
    if name == "cp949":
        body = "<p>다리</p>".encode("cp949")
    if name == "gb18030":
        body = "<p>新桥</p>".encode("gb18030")
    assert charset(body, f"text/html; charset={label}") == (name or charset(body, None))


@pytest.mark.parametrize(
    "label",
    ["punycode", "punycode:", "PUNYCODE-", "idna", "unicode_escape", "unicode-escape", "raw-unicode-escape", "rot-13",
     "rot13", "base64", "base64_codec", "hex", "bz2", "zlib", "uu", "quopri", "undefined", "undefined:", "utf-7"],
)  # fmt: skip
def test_a_codec_that_is_no_charset_is_not_believed(label: str) -> None:
    body = f"<meta charset={label}><p>{RUSSIAN * 5}".encode("cp1251")
    assert charset(body, f"text/html; charset={label}") == "cp1251"


def test_utf8_cut_off_inside_a_letter_stays_utf8() -> None:
    assert decode(f"<p>{RUSSIAN}я".encode()[:-1], "text/html; charset=windows-1251") == f"<p>{RUSSIAN}\ufffd"


@pytest.mark.parametrize("text", ["я", "да", "caf\u00e9", "<p>ё</p>"])
def test_a_declared_charset_holds_where_only_the_last_letters_are_not_ascii(text: str) -> None:
    name = "windows-1252" if "\u00e9" in text else "windows-1251"
    assert decode(text.encode(name), f"text/plain; charset={name}") == text


def test_one_bad_byte_does_not_cost_the_rest() -> None:
    page = f"<meta charset=utf-8><p>{RUSSIAN * 10}".encode()
    assert decode(page + b"\xff" + page, "text/html; charset=utf-8").count("Вечером") == 20


@given(
    st.binary(max_size=400),
    st.none()
    | st.text(max_size=20)
    | st.sampled_from(["utf-8", "windows-1251", "utf-16", "shift_jis", "hz", "idna", "utf-7"]).map(
        "a; charset={}".format
    ),
)
@quick
@example(b"\xff\xfe\x00", None)
@example(b"\xfe\xff", "text/html; charset=utf-16")
@example(b"\x00\xd8\x00\xd8", "text/html; charset=utf-16")
@example(b"+2AA-\xff", "text/html; charset=utf-7")
def test_any_bytes_are_text_that_can_be_written(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type).encode(), bytes)


@given(st.sampled_from(["koi8-r", "windows-1251"]), st.text("абвгдеж зиклмнопрстуфхцчшщъыьэюя.,", min_size=1))
@quick
def test_cyrillic_with_a_header_comes_back_whole(name: str, text: str) -> None:
    page = f"<p>{text}"  # bare, it could begin with what is a byte order mark elsewhere
    assert decode(page.encode(name), f"text/html; charset={name}") == page

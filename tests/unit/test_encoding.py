"""From wire bytes to text: `pipeline.encoding`."""

import gzip
import random
import time
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipeline.encoding import beginning, charset, decode, inflate, utf8
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


def test_every_frame_of_a_zstd_body_is_read() -> None:
    assert inflate(zstandard.compress(b"one ") + streamed_zstd(b"two"), "zstd", CAP) == b"one two"


def test_what_follows_a_zstd_body_is_ignored() -> None:
    assert inflate(zstandard.compress(b"one") + b"trailing", "zstd", CAP) == b"one"


@each_coding
def test_a_bomb_never_takes_much_more_memory_than_the_cap(coding: str, pack: Callable[[bytes], bytes]) -> None:
    cap = 1_000_000
    bomb = pack(bytes(20_000_000))
    tracemalloc.start()
    try:
        assert failure(bomb, coding, cap).reason is Reason.TOO_LARGE
        assert len(inflate(bomb, coding, cap, cut=True)) == cap
        assert tracemalloc.get_traced_memory()[1] < 4 * cap + len(bomb)
    finally:
        tracemalloc.stop()


def test_what_follows_a_gzip_body_is_ignored() -> None:
    assert inflate(gzip.compress(b"one") + b"trailing", "gzip", CAP) == b"one"


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert inflate(gzip.compress(brotli.compress(b"words")), "br, gzip", CAP) == b"words"


@pytest.mark.parametrize(
    "coding", [None, "", "identity", "none", " Identity ", "utf-8", "windows-1251", "binary", "aws-chunked"]
)
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
     ("gb2312", "gb18030"), ("gbk", "gb18030"), ("x-gbk", "gb18030"),
     ("windows-31j", "cp932"), ("gb_2312-80", "gb18030"), ("ks_c_5601-1987", "cp949")],
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


LETTERS = {
    "windows-1250": "áčďéěíňóřúůýőűăâîżćęńó",
    "windows-1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ",
    "windows-1252": "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ",
    "windows-1253": "αβγδεζηθικλμνξοπρστυφχψωάέήίό",
    "windows-1254": "ğışçöüâîû",
    "windows-1255": "אבגדהוזחטיכלמנסעפצקרשת",
    "windows-1256": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "windows-1257": "āčēģīķļņšūžąęėįų",
    "iso-8859-2": "áéíóöőúüűćęńłąśźż",
    "iso-8859-5": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "iso-8859-7": "αβγδεζηθικλμνξοπρστυφχψω",
    "iso-8859-9": "ğışçöü",
    "iso-8859-15": "àéèçôœž€",
    "koi8-r": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "koi8-u": "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ",
    "cp866": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "tis-620": "กขคงจฉชซญดตถทนบปผฝพฟมยรลวสหอ",
    "shift_jis": "市議会は火曜日の夜新しい橋の建設についてアイウエオ、。",
    "euc-jp": "市議会は火曜日の夜新しい橋の建設についてアイウエオ、。",
    "iso-2022-jp": "市議会は火曜日の夜新しい橋の建設についてアイウエオ、。",
    "gb18030": "爱把报北本并不成出大的到地发个国啊昌",
    "gb2312": "爱把报北本并不成出大的到地发个国",
    "big5": "市議會星期二晚上討論新橋的建設直到深夜",
    "euc-kr": "가나다라마바사아자차카타파하다리는새",
}
DECLARED = ("text/html; charset={}", "<meta charset={}>", '<?xml version="1.0" encoding="{}"?>')


@pytest.mark.parametrize("name", LETTERS)
@given(data=st.data())
@slow
def test_any_text_in_a_declared_charset_comes_back(name: str, data: st.DataObject) -> None:
    text = data.draw(st.text(LETTERS[name] + "aei .,-", min_size=1, max_size=80))
    declaration = data.draw(st.sampled_from(DECLARED)).format(name)
    inside = declaration if declaration.startswith("<") else ""
    page = f"{inside}<p>{text}</p>"
    raw = page.encode(name)
    assume(name == "iso-2022-jp" or raw.decode("utf-8", "ignore").isascii())  # else it may be UTF-8 just as well
    assert decode(raw, None if inside else declaration) == page


@pytest.mark.parametrize("name", ["windows-1251", "koi8-r", "shift_jis", "gb18030", "euc-kr", "big5", "iso-8859-2"])
@pytest.mark.parametrize("before", [1_100, 5_000, 60_000])
def test_a_declaration_far_into_the_document_is_read(name: str, before: int) -> None:
    page = f"<html><head><script>{'x' * before}</script><meta charset={name}></head><p>{LETTERS[name] * 3}</p>"
    assert decode(page.encode(name), "text/html") == page


@pytest.mark.parametrize(
    ("declared", "real"),
    [("iso-8859-1", "windows-1251"), ("windows-1252", "koi8-r"), ("windows-1251", "koi8-r"), ("koi8-r", "windows-1251"),
     ("iso-8859-5", "windows-1251"), ("cp866", "koi8-r"), ("windows-1250", "windows-1251"), ("iso-8859-1", "euc-kr"),
     ("iso-8859-1", "shift_jis")],
)  # fmt: skip
def test_a_declaration_that_the_bytes_contradict_gives_way(declared: str, real: str) -> None:
    text = {"euc-kr": "시의회는 화요일 저녁 새 다리 건설을 논의했습니다. ", "shift_jis": JAPANESE}.get(real, RUSSIAN)
    page = f"<p>{text * 8}</p>"
    assert decode(page.encode(real), f"text/html; charset={declared}") == page
    inside = f"<meta charset={real}>{page}"
    assert decode(inside.encode(real), f"text/html; charset={declared}") == inside


def test_a_stretch_of_an_older_charset_in_utf8_is_read() -> None:
    stretch = "Новости дня на мосту"
    page = (
        f"<meta charset=utf-8><p>{RUSSIAN * 10}</p><p>".encode()
        + stretch.encode("cp1251")
        + f"</p><p>{RUSSIAN}</p>".encode()
    )
    for content_type in ("text/html; charset=utf-8", "text/html; charset=windows-1251", None):
        assert (
            decode(page, content_type) == f"<meta charset=utf-8><p>{RUSSIAN * 10}</p><p>{stretch}</p><p>{RUSSIAN}</p>"
        )


def test_western_quotation_marks_in_utf8_are_read() -> None:
    page = "<p>The café and the naïve élite of Côte d'Or said: ".encode() * 3 + b"\x93yes\x94 \x96 caf\xe9</p>"
    assert decode(page, "text/html; charset=utf-8").endswith("“yes” – café</p>")


@pytest.mark.parametrize("broken", [b"\xd0", b"\xd1", b"\xe2\x80"])
def test_a_letter_cut_short_is_no_other_letter(broken: bytes) -> None:
    page = f"<p>{RUSSIAN * 3}</p>".encode()
    assert decode(page + broken + b" " + page, None).count("\ufffd") == 1


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["\n<rss>Мост</rss>", '{"title": "Мост"}', "\r\n \t<p>é</p>"])
def test_utf16_without_a_mark_is_recognised(coding: str, text: str) -> None:
    assert decode(text.encode(coding), None) == text


@pytest.mark.parametrize("label", ["cp037", "cp500", "utf-7", "unicode-1-1-utf-7", "cp437", "mbcs", "oem", "palmos"])
def test_a_label_that_no_browser_knows_is_not_believed(label: str) -> None:
    page = f"<p>{RUSSIAN * 5}</p>"
    assert decode(page.encode("cp1251"), f"text/html; charset={label}") == page


def test_utf7_stays_what_it_is() -> None:
    assert decode(b"<p>+ADw-script+AD4-</p>", "text/html; charset=utf-7") == "<p>+ADw-script+AD4-</p>"


@pytest.mark.parametrize(
    "body",
    [random.Random(1).randbytes(3_000_000), bytes(128 + n % 128 for n in range(2_000_000)), "café ".encode("latin-1") * 500_000,
     b"<meta " * 300_000 + b"\xff", b"\xff" + b"a" * 3_000_000, ("я" * 50 + "ab").encode() * 20_000 + b"\xffa" * 30_000],
    ids=["noise", "high", "latin", "metas", "one", "mixed"],
)  # fmt: skip
def test_no_document_takes_long_to_recognise(body: bytes) -> None:
    began = time.process_time()
    decode(body, None)
    assert time.process_time() - began < 2


def test_a_document_in_utf8_is_taken_as_it_is() -> None:
    body = f"<p>{RUSSIAN}</p>".encode()
    assert utf8(body, None) is body


@pytest.mark.parametrize(
    "body", [RUSSIAN.encode("cp1251"), b"\xef\xbb\xbf<p>", RUSSIAN.encode() + b"\xff", RUSSIAN.encode("utf-16")]
)
def test_other_documents_are_made_valid_utf8(body: bytes) -> None:
    assert utf8(body, "text/html; charset=windows-1251").decode() == decode(body, "text/html; charset=windows-1251")


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "windows-1251", "shift_jis"])
@pytest.mark.parametrize("size", [10, 100, 5_000])
def test_the_beginning_of_a_document_is_as_long_as_asked(name: str, size: int) -> None:
    text = ("<p>Мост. " if name != "shift_jis" else "<p>橋。") * 200
    raw = gzip.compress(text.encode(name))
    assert beginning(raw, "gzip", f"text/html; charset={name}", size) == text[:size]


def test_of_what_cannot_be_decompressed_there_is_no_beginning() -> None:
    assert beginning(b"\x01\x02", "gzip", None, 100) == ""


@given(
    st.binary(max_size=300), st.none() | st.sampled_from(["gzip", "br", "zstd", "x"]), st.none() | st.text(max_size=20)
)
@quick
def test_any_document_has_a_beginning(body: bytes, coding: str | None, content_type: str | None) -> None:
    assert len(beginning(body, coding, content_type, 50)) <= 50


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

"""From wire bytes to text: content-encodings undone with bounded output, then the charset."""

import codecs
import re
import zlib
from collections.abc import Callable
from encodings import normalize_encoding
from encodings.aliases import aliases

import brotli
import zstandard
from isal import isal_zlib

from pipeline.errors import Permanent, Reason

_BROKEN: tuple[type[Exception], ...] = (
    zlib.error,
    isal_zlib.error,  # type: ignore[assignment]  # its stub gives an instance for the class
    brotli.error,
    zstandard.ZstdError,
    EOFError,
)
ACCEPT_ENCODING = "gzip, deflate, br, zstd"
MAX_MEMBERS = 100
_NO_CODING = frozenset({"identity", "none", "binary", "8bit", "chunked", "aws-chunked"})  # what is sent by mistake, too
_READABLE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*[<{][\t\r\n -~\x80-\xff]*")

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEAD = 100_000  # bytes in which a document declares its charset; the standard says 1,024, pages do not keep to it
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Markup or JSON in UTF-16 without a BOM (XML 1.0, appendix F).
_BARE = ((re.compile(rb"(?:[\t\n\r ]\0)*[<{]\0"), "utf-16-le"), (re.compile(rb"(?:\0[\t\n\r ])*\0[<{]"), "utf-16-be"))
# The charsets of documents (WHATWG Encoding Standard §4.2), as `codecs.lookup` names them, to what browsers take them for:
# the larger code page that pages really use. UTF-7 and everything else that Python can decode is none.
_CHARSETS = {
    **{name: name for name in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")},
    **{name: name for name in ("iso2022_jp", "iso2022_kr", "hz", "euc_jp", "gb18030", "big5hkscs", "cp932", "cp949")},
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"cp{page}": f"cp{page}" for page in (866, 874, *range(1250, 1259))},
    **{name: name for name in ("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic")},
    "utf-8-sig": "utf-8", "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932",
    "euc_kr": "cp949", "johab": "cp949",
}  # fmt: skip
_NAMES = frozenset({*aliases, *aliases.values(), "cp874", "koi8_u", "utf_8_sig"}) - {
    "mbcs",
    "ansi",
    "dbcs",
}  # of Windows
_ALSO = {"koi8": "koi8-r", "koi": "koi8-r", "windows_31j": "cp932", "gb_2312_80": "gb18030", "gb_2312": "gb18030"}
_CODE_PAGE = re.compile(r"(?:win(?:dows)?|cp|ansi)_?(874|125[0-8])")
_WIDE = re.compile(r"utf-(?:16|32)")  # a declaration inside that can be read is wrong: it stands in ASCII
_SEVEN_BIT = re.compile(r"iso2022|hz")  # always valid UTF-8

_ASCII = bytes(range(128))
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "iso8859-2", "iso8859-15", "mac-roman"})


def _span(*bounds: int) -> bytes:
    return b"".join(bytes(range(first, last + 1)) for first, last in zip(bounds[::2], bounds[1::2], strict=True))


# Capitals and small letters of the Russian alphabet.
_CYRILLIC = {
    "cp1251": (_span(0xC0, 0xDF), _span(0xE0, 0xFF)),
    "koi8-r": (_span(0xE0, 0xFF), _span(0xC0, 0xDF)),
    "koi8-u": (_span(0xE0, 0xFF), _span(0xC0, 0xDF)),
    "iso8859-5": (_span(0xB0, 0xCF), _span(0xD0, 0xEF)),
    "cp866": (_span(0x80, 0x9F), _span(0xA0, 0xAF, 0xE0, 0xEF)),
    "mac-cyrillic": (_span(0x80, 0x9F), _span(0xDF, 0xFE)),
}
# What the detector may find, and where it tells the language of a Latin script better than the code page, whose that is.
_DETECTABLE = ["cp1252", "cp1251", "cp1250", "koi8_r", "koi8_u", "cp932", "euc_jp", "gb18030", "big5hkscs", "cp949", "cp1253",
               "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "iso8859_5", "iso8859_7", "cp866"]  # fmt: skip
_BY_LANGUAGE = {
    **dict.fromkeys(("Czech", "Polish", "Slovak", "Slovene", "Croatian", "Hungarian", "Romanian"), "cp1250"),
    "Turkish": "cp1254", "Lithuanian": "cp1257",
}  # fmt: skip
_SAMPLE = 10_000
_STRETCH = re.compile(rb"[\x80-\xff][^<>\r\n]{0,1000}")
_FOREIGN = re.compile(rb"[\x80-\xff]{1,64}")
_CUT_SHORT = frozenset(
    {b"\xc2", b"\xc3", b"\xd0", b"\xd1", b"\xe2", b"\xe2\x80"}
)  # beginnings of letters and quotes in UTF-8
_MAX_FOREIGN = 20_000


def inflate(body: bytes, content_encoding: str | None, cap: int, *, cut: bool = False) -> bytes:
    """Undo the content-encodings of a body, never producing more than `cap` bytes.

    A truncated stream gives what was readable. A body declared as encoded that is not is taken as it stands. `cut`: what
    is beyond the cap is left out instead of refused.

    Raises:
        Permanent: `too_large` past the cap, `bad_encoding` for an unknown or broken encoding.
    """
    codings = [part.strip().lower() for part in (content_encoding or "").split(",") if part.strip()]
    if len(codings) > 3:
        raise Permanent(Reason.BAD_ENCODING, f"{len(codings)} content-encodings on top of each other")
    for coding in reversed(codings):
        if coding in _NO_CODING or not body or _known(coding):
            continue
        readable = _READABLE.fullmatch(body[:64]) is not None
        try:
            inflated = _inflate_one(body, coding, cap, readable)
        except _BROKEN as error:
            if readable:
                continue
            raise Permanent(Reason.BAD_ENCODING, f"the body is not valid {coding}: {error}") from None
        if inflated or not readable:
            body = inflated
        if len(body) > cap:
            if not cut:
                raise Permanent(Reason.TOO_LARGE, f"more than {cap:,} bytes when decompressed")
            body = body[:cap]
    return body


def _inflate_one(body: bytes, coding: str, cap: int, readable: bool) -> bytes:
    if coding in {"gzip", "x-gzip"}:
        parts, size = [], 0
        for _ in range(MAX_MEMBERS):  # RFC 1952 §2.2: members simply follow one another
            member = isal_zlib.decompressobj(wbits=31)
            parts.append(member.decompress(body, cap + 1 - size))
            size += len(parts[-1])
            if not member.eof or size > cap or not member.unused_data.startswith(b"\x1f\x8b\x08"):
                break
            body = member.unused_data
        return b"".join(parts)
    if coding == "deflate":
        try:
            return isal_zlib.decompressobj().decompress(body, cap + 1)
        except _BROKEN:
            raw = zlib.decompressobj(-zlib.MAX_WBITS)
            inflated = raw.decompress(body, cap + 1)
            if readable and not raw.eof and len(inflated) <= cap:
                raise
            return inflated
    if coding == "br":
        return bytes(brotli.Decompressor().process(body, output_buffer_limit=cap + 1))
    if coding == "zstd":
        try:
            return _unzstd(body, cap, every_frame=True)
        except zstandard.ZstdError:  # what follows the first frame is none
            return _unzstd(body, cap, every_frame=False)
    raise Permanent(Reason.BAD_ENCODING, f"unknown content-encoding {coding[:40]!r}")


def _unzstd(body: bytes, cap: int, *, every_frame: bool) -> bytes:
    window = 8 * 1024 * 1024  # RFC 9659: what a decoder for HTTP must support, and may refuse to exceed
    unpacker = zstandard.ZstdDecompressor(max_window_size=window)
    with unpacker.stream_reader(body, read_across_frames=every_frame) as reader:
        return reader.read(cap + 1)


def _known(label: str | None) -> str | None:
    """The charset that a label means; None for what is none of a document's."""
    name = normalize_encoding(label or "").lower()
    page = _CODE_PAGE.fullmatch(name)
    for spelling in (f"cp{page[1]}" if page else name, name.removeprefix("x_"), name.removesuffix("_i")):
        if spelling in _NAMES:  # Python looks for a module of any other name, and remembers each
            return _CHARSETS.get(codecs.lookup(spelling).name)
    return _ALSO.get(name)


def charset(body: bytes, content_type: str | None) -> str:
    """The charset of a document: BOM, UTF-8 if it decodes so, header, XML declaration, meta, detector last.

    UTF-8 stands before the declarations because bytes above 127 that form valid UTF-8 by accident are all but unknown,
    and declarations that are wrong are not. The charsets that write everything in bytes below 128 stand before it. A
    declaration that the bytes contradict gives way to the next one.
    """
    return _judged(body, content_type)[0]


def _judged(body: bytes, content_type: str | None) -> tuple[str, bool]:
    """The charset, and whether the document is known to be valid UTF-8."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name, False
    for start, name in _BARE:
        if start.match(body):
            return name, False
    found = _HEADER.search(content_type or "")
    header = _known(found[1]) if found else None
    if header and _WIDE.match(header):
        if b"\0" in body and _fits(body, header):
            return header, False
        header = None
    if body.isascii():
        if b"\x1b" in body or b"~{" in body:
            for known in (header, *_declared(body)):
                if known and _SEVEN_BIT.match(known) and _fits(body, known):
                    return known, False
        return "utf-8", True
    try:
        body.decode("utf-8")
        return "utf-8", True
    except UnicodeDecodeError as error:
        return _other(body, header, error), False


def _declared(body: bytes) -> list[str | None]:
    """What the document says itself."""
    marks = (pattern.search(body, 0, _HEAD) for pattern in (_XML, _META))
    known = [_known(mark[1].decode("ascii")) if mark else None for mark in marks]
    return [None if name and _WIDE.match(name) else name for name in known]


def _other(body: bytes, header: str | None, error: UnicodeDecodeError) -> str:
    """The charset of a document that is not valid UTF-8."""
    declared = [header, *_declared(body)]
    cut_off = error.start > len(body) - 4
    if cut_off and (not body[: error.start].isascii() or not any(declared)):
        return "utf-8"
    text = body[:1_000_000].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    if whole > 4 * broken or ("utf-8" in declared and broken * 200 < len(text)):
        return "utf-8"
    fitting = [known for known in declared if known and known != "utf-8" and _fits(body, known)]
    high = body[:200_000].translate(None, _ASCII)
    for known in fitting:
        if not _contradicted(high, body, known):
            return known
    return _detected(body) if len(high) > 1 or not fitting else fitting[0]


def _fits(body: bytes, name: str) -> bool:
    try:
        sample = body[:200_000].decode(name, "replace")
    except (LookupError, UnicodeError):
        return False
    return sample.count("\ufffd") * 100 <= len(sample)


def _contradicted(high: bytes, body: bytes, name: str) -> bool:
    """Whether this is hardly text in that charset: Latin letters with accents come alone, Cyrillic ones are mostly small."""
    if name in _LATIN and len(high) >= 100:
        return sum(map(len, _RUN.findall(body[:200_000]))) * 2 > len(high)
    if name in _CYRILLIC and len(high) >= 200:
        capitals, small = (len(high) - len(high.translate(None, letters)) for letters in _CYRILLIC[name])
        return capitals > 5 * small or (capitals + small) * 5 < len(high) * 4
    return False


def _sample(body: bytes) -> bytes:
    """The stretches of a document that have letters beyond ASCII, whole words, without the markup between them."""
    sample, at = bytearray(), 0
    while len(sample) < _SAMPLE and (stretch := _STRETCH.search(body, at)):
        before = body[max(at, stretch.start() - 60) : stretch.start()]
        before = before[max(before.rfind(mark) for mark in (b">", b"<", b"\n")) + 1 :]
        at = stretch.end()
        if at - stretch.start() > 1_000:  # cut where no letter of several bytes can be cut
            space = max(body.rfind(mark, stretch.start(), at) for mark in (b" ", b'"', b","))
            at = space + 1 if space > stretch.start() else at
        sample += before + body[stretch.start() : at] + b"\n"
    return bytes(sample)


def _detected(body: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = _sample(body)
    matches = list(from_bytes(sample, cp_isolation=_DETECTABLE, steps=10, chunk_size=512))
    if not matches:
        return "cp1252"
    best = min(matches, key=lambda match: (int(match.chaos * 25), -match.coherence))
    name = codecs.lookup(best.encoding).name
    if name not in _LATIN:
        return name if _RUN.search(sample) else "cp1252"  # quotation marks in English
    name = _BY_LANGUAGE.get(best.language, "cp1252")
    c1 = len(sample) != len(sample.translate(None, _span(0x80, 0x9F)))
    return (
        name if c1 or name != "cp1250" else "iso8859-2"
    )  # they differ where the one has letters and the other controls


def _mixed(fallback: str) -> Callable[[UnicodeError], tuple[str, int]]:
    """What stands for bytes that are not UTF-8 in a document that is: text in the older charset, or a letter cut short."""

    def handle(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        run = _FOREIGN.match(error.object, error.start)
        assert run is not None
        rest = error.object[error.end : run.end()]
        try:
            broken = rest.decode("utf-8") != "" or run[0] in _CUT_SHORT
        except UnicodeDecodeError:
            broken = False
        return ("\ufffd", error.end) if broken else (run[0].decode(fallback, "replace"), run.end())

    return handle


codecs.register_error("wireroom.cp1251", _mixed("cp1251"))
codecs.register_error("wireroom.cp1252", _mixed("cp1252"))


def decode(body: bytes, content_type: str | None) -> str:
    """The document as text. Stretches of an older charset in UTF-8 are read; bytes that mean nothing become U+FFFD."""
    return _decoded(body, *_judged(body, content_type))


def _decoded(body: bytes, name: str, sound: bool) -> str:
    text = body.decode(name, "replace")
    if name == "utf-8" and not sound and text.count("\ufffd") <= _MAX_FOREIGN:
        cyrillic = sum(map(text.count, "оаеі")) > 20
        return body.decode(name, "wireroom.cp1251" if cyrillic else "wireroom.cp1252")
    return text.removeprefix("\ufeff")


def utf8(body: bytes, content_type: str | None) -> bytes:
    """The document in valid UTF-8 without a BOM; the same bytes where it is that already."""
    name, sound = _judged(body, content_type)
    return body if sound else _decoded(body, name, sound).encode("utf-8", "replace")


def beginning(body: bytes, content_encoding: str | None, content_type: str | None, size: int) -> str:
    """The first `size` characters of a document, shorter only if that is all of it; "" where it cannot be decompressed.

    Cheap: declared charsets, no detector. For looking at, not for keeping.
    """
    try:
        start = inflate(body, content_encoding, 4 * size, cut=True)
    except Permanent:
        return ""
    for bom, name in _BOMS:
        if start.startswith(bom):
            return start.decode(name, "replace")[:size]
    try:
        return start.decode("utf-8")[:size]
    except UnicodeDecodeError as error:
        found = _HEADER.search(content_type or "")
        names = [_known(found[1]) if found else None, *_declared(start)]
        cut_off = error.start > len(start) - 4
        name = "utf-8" if cut_off else next((name for name in names if name and name != "utf-8"), "utf-8")
        return start.decode(name, "replace")[:size]

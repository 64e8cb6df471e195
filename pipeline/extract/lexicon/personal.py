"""Writes `english_names.txt` and `english_common.txt`: `python -m pipeline.extract.lexicon.personal`, where faker is installed.

The package reads the files alone: faker is for made-up data and none of it is wanted at run time but the lists of names.
"""

import importlib
import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from anyascii import anyascii

NAMES = """\
# Given names and surnames of many countries in Latin letters. From faker's providers (MIT, github.com/joke2k/faker);
# made by personal.py.
"""
COMMON = """\
# Words that are written with a small letter. From the documentation and comments of Python's standard library (PSF
# licence) and faker's word list (MIT); made by personal.py.
"""
_LOCALES = """
    en en_US en_GB en_IE en_IN en_KE en_NG en_NZ en_PK az_AZ cs_CZ da_DK de_AT de_CH de_DE es_AR es_CL es_CO es_ES es_MX et_EE
    fi_FI fr_BE fr_CA fr_CH fr_DZ fr_FR ha_NG hr_HR hu_HU id_ID ig_NG it_IT lt_LT lv_LV nl_BE nl_NL no_NO pl_PL pt_BR pt_PT
    ro_RO sk_SK sl_SI sv_SE sw tr_TR tw_GH uz_UZ yo_NG zu_ZA
"""
_PLAIN = re.compile(r"[^\W\d_][^\W\d_'’-]+(?:[-'’][^\W\d_]+)?")
_WORD = re.compile(r"(?<![\w.\"'`/\\])[a-z]{3,}(?![\w(\"'=`/\\.])")
_OFTEN = 4


def main() -> None:
    """Gather and write."""
    given, surnames = _names("first_names"), _names("last_names")
    common = _common()
    folder = Path(__file__).parent
    (folder / "english_common.txt").write_text(COMMON + "\n".join(sorted(common)) + "\n", "utf-8")
    lines = [
        f"{key}: {', '.join(sorted(name for name in names if name[0] == letter))}\n"
        for key, names in (("given", given), ("surname", surnames))
        for letter in sorted({name[0] for name in names})
    ]
    (folder / "english_names.txt").write_text(NAMES + "".join(lines), "utf-8")


def _names(field: str) -> set[str]:
    found: set[str] = set()
    for locale in _LOCALES.split():
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in dir(provider):
            if name.startswith(field):
                names = getattr(provider, name)
                found |= {one for one in names if _PLAIN.fullmatch(one)} if isinstance(names, Collection) else set()
    found |= {anyascii(name) for name in found}
    return {name for name in found if name[0].isupper()}


def _common() -> set[str]:
    counted: Counter[str] = Counter()
    topics: dict[str, str] = importlib.import_module("pydoc_data.topics").topics
    counted.update(word for text in topics.values() for word in _WORD.findall(text))
    library = Path(importlib.import_module("os").__file__ or "").parent
    for path in sorted(library.rglob("*.py")):
        if "site-packages" not in path.parts and "test" not in path.parts:
            text = path.read_text("utf-8", "replace")
            prose = re.findall(r"#[^\n]*|\"\"\".*?\"\"\"", text, re.DOTALL)
            counted.update(word for part in prose for word in _WORD.findall(part))
    words = importlib.import_module("faker.providers.lorem.en_US").Provider.word_list
    return {word for word, often in counted.items() if often >= _OFTEN} | {word.lower() for word in words}


if __name__ == "__main__":
    main()

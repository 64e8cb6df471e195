"""The documents name tests as evidence; a test that is named must exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
_NAMED = re.compile(r"`(test_\w+)`")


@pytest.mark.parametrize("document", ["politeness.md"])
def test_every_test_that_a_document_names_exists(document: str) -> None:
    defined = {name for path in (ROOT / "tests").rglob("test_*.py") for name in _DEFINED.findall(path.read_text())}
    named = set(_NAMED.findall((ROOT / "docs" / document).read_text()))
    assert named
    assert named - defined == set()

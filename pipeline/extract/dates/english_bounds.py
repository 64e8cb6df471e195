"""English words that bound a period or a count: `since`, `no later than`, `or earlier`, `at least`."""

OPEN = {
    "since": "ON_OR_AFTER",
    "after": "AFTER",
    "before": "BEFORE",
    "until": "BEFORE",
    "till": "BEFORE",
    "by": "BEFORE",
}
_COMPARED = {
    ("no", "later", "than"): "ON_OR_BEFORE", ("not", "later", "than"): "ON_OR_BEFORE", ("no", "earlier", "than"): "ON_OR_AFTER",
    ("not", "earlier", "than"): "ON_OR_AFTER", ("as", "late", "as"): "ON_OR_BEFORE", ("as", "early", "as"): "ON_OR_AFTER",
    ("earlier", "than"): "BEFORE", ("later", "than"): "AFTER",
    ("year", "greater", "than"): "AFTER", ("year", "less", "than"): "BEFORE", ("prior", "to"): "BEFORE", ("starting",): "ON_OR_AFTER",
    ("beginning",): "ON_OR_AFTER", ("effective",): "ON_OR_AFTER", ("ending",): "ON_OR_BEFORE",
    ("on", "or", "before"): "ON_OR_BEFORE", ("on", "or", "after"): "ON_OR_AFTER", ("in", "or", "before"): "ON_OR_BEFORE",
    ("in", "or", "after"): "ON_OR_AFTER", ("sooner", "than"): "BEFORE", ("in", "advance", "of"): "BEFORE", ("ahead", "of"): "BEFORE",
    ("before", "or", "in"): "ON_OR_BEFORE", ("before", "or", "on"): "ON_OR_BEFORE", ("after", "or", "on"): "ON_OR_AFTER",
    ("after", "or", "in"): "ON_OR_AFTER", ("any", "time", "from"): "ON_OR_AFTER", ("anytime", "from"): "ON_OR_AFTER",
    ("equal", "to", "or", "after"): "ON_OR_AFTER", ("equal", "to", "or", "before"): "ON_OR_BEFORE", ("greater", "than"): "AFTER",
    ("less", "than"): "BEFORE", ("earlier", "than", "or", "equal", "to"): "ON_OR_BEFORE",
    ("later", "than", "or", "equal", "to"): "ON_OR_AFTER",
}  # fmt: skip
TRAILING = {"later": "ON_OR_AFTER", "after": "ON_OR_AFTER", "onward": "ON_OR_AFTER", "onwards": "ON_OR_AFTER", "greater": "ON_OR_AFTER",
             "beyond": "ON_OR_AFTER", "earlier": "ON_OR_BEFORE", "before": "ON_OR_BEFORE"}  # fmt: skip
MODS = {
    ("more", "than"): "MORE_THAN", ("less", "than"): "LESS_THAN", ("fewer", "than"): "LESS_THAN", ("at", "least"): "EQUAL_OR_MORE",
    ("at", "most"): "EQUAL_OR_LESS", ("up", "to"): "EQUAL_OR_LESS", ("no", "more", "than"): "EQUAL_OR_LESS",
    ("no", "less", "than"): "EQUAL_OR_MORE", ("not", "less", "than"): "EQUAL_OR_MORE", ("over",): "MORE_THAN", ("under",): "LESS_THAN",
    ("nearly",): "LESS_THAN", ("almost",): "LESS_THAN", ("about",): "APPROX", ("around",): "APPROX", ("approximately",): "APPROX",
    ("roughly",): "APPROX", ("some",): "APPROX", ("well", "over"): "MORE_THAN", ("just", "over"): "MORE_THAN",
    ("just", "under"): "LESS_THAN",
    ("longer", "than"): "MORE_THAN", ("shorter", "than"): "LESS_THAN",
}  # fmt: skip
COMPARING = {
    first: sorted((item for item in _COMPARED.items() if item[0][0] == first), key=lambda item: -len(item[0]))
    for first in {phrase[0] for phrase in _COMPARED}
}
LEADING = {("ahead", "of"), ("in", "advance", "of")}  # as `before`
# Without news' reading the day named is not in a period that these end.
EXCLUDING = {("no", "later", "than"), ("not", "later", "than"), ("ending",)}

"""Names in a text: one recogniser a language."""

"""`python -m tests.documents`: write the documents that are made from the database, in docs/."""

import sys

from tests.documents import queries, schema
from tests.documents.newsdesk import newsdesk, servers
from tests.newsroom import Newsroom


def main() -> int:
    with servers() as held, Newsroom() as newsroom, newsdesk(held, newsroom, "documents") as pipeline:
        run = queries.reader(pipeline)
        written = {
            **schema.written(pipeline),
            queries.QUESTIONS: queries.answered(queries.QUESTIONS.read_text("utf-8"), run),
        }
    for path, text in written.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(f"{path.name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())

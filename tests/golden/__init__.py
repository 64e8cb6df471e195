"""What every maker made of fixed inputs, by version: a change of output that its version does not tell is a failing test.

    articles/  feeds/      texts and feeds of our own;  tests/newsroom gives more
        │
    inputs.py              named inputs: pages, documents, feeds
        │
    makers.py              poll, clean, each extractor, cluster over these inputs, as rows of JSON
        │
    ledger.py              one file a maker under made/, read, written, compared

`make golden` rewrites made/. It refuses where a maker's output changed and its version did not.
"""

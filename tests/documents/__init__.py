"""The documents that are made from the database itself, written anew by `make docs`.

newsdesk.py   the sample newsroom ingested, and looked at again after its outlets have corrected themselves
schema.py     docs/schema.md: every view of schema v1 with its columns, from their comments
relations.py  what refers to what, and the picture of it
queries.py    SQL in documents, and under it what it gives
"""

"""One identity across spellings, cases and scripts: keys of names, names of one article, entities of all."""

from pipeline.extract.identity.keys import keys, strong
from pipeline.extract.identity.within import identify

__all__ = ["identify", "keys", "strong"]

"""The extractors: an explicit, ordered tuple. A later one may need what an earlier one found (`needs`)."""

from pipeline.extract.language import Language
from pipeline.extract.links import Links
from pipeline.model import Extractor

EXTRACTORS: tuple[Extractor, ...] = (Language(), Links())

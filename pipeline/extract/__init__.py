"""The extractors: an explicit, ordered tuple, then the plug-ins. A later one may need what an earlier one found (`needs`)."""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points

from pipeline.errors import Refused
from pipeline.extract.citations import Citations
from pipeline.extract.dates import Dates
from pipeline.extract.entities import Entities
from pipeline.extract.figures import Figures
from pipeline.extract.language import Language
from pipeline.extract.links import Links
from pipeline.extract.quotes import Quotes
from pipeline.model import Extractor

EXTRACTORS: tuple[Extractor, ...] = (Language(), Links(), Entities(), Dates(), Quotes(), Citations(), Figures())
PLUGINS = "wireroom.extractors"  # entry points: a class without arguments, or an object


@cache
def extractors() -> tuple[Extractor, ...]:
    """Our own, then the installed plug-ins in the order of their names, each behind those that it needs.

    Raises:
        Refused: a plug-in that cannot be loaded, has a name that is taken, or needs what is not there.
    """
    return ordered([*EXTRACTORS, *_plugins()])


def ordered(given: Iterable[Extractor]) -> tuple[Extractor, ...]:
    """Extractors in an order in which each comes behind those it needs, else as given.

    Raises:
        Refused: two of one name; one that needs itself, or what is not there.
    """
    waiting, placed = list(given), dict[str, Extractor]()
    names = [extractor.name for extractor in waiting]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise Refused(f"two extractors are named {twice!r}: uninstall one of them")
    while waiting:
        ready = next((each for each in waiting if all(name in placed for name in each.needs)), None)
        if ready is None:
            stuck = waiting[0]
            missing = [name for name in stuck.needs if name not in placed]
            raise Refused(f"the extractor {stuck.name!r} needs {', '.join(missing)}, which cannot run before it")
        placed[ready.name] = ready
        waiting.remove(ready)
    return tuple(placed.values())


def concerned(part: str, among: Iterable[Extractor]) -> tuple[frozenset[str], frozenset[str]]:
    """Of extractors in order: those whose rows are made anew when `part` is, and those that must run for that.

    What needs another points into its rows; whoever reads certain languages only depends on `language`.
    """
    among = tuple(among)
    needs = {each.name: {*each.needs} | ({"language"} if each.languages is not None else set()) for each in among}
    anew = {part}
    for each in among:
        if needs[each.name] & anew:
            anew.add(each.name)
    run = set(anew)
    for each in reversed(among):
        if each.name in run:
            run |= needs[each.name]
    return frozenset(anew), frozenset(run)


def _plugins() -> Iterable[Extractor]:
    for point in sorted(entry_points(group=PLUGINS), key=lambda point: point.name):
        try:
            loaded = point.load()
            extractor: Extractor = loaded() if isinstance(loaded, type) else loaded
            complete = (
                isinstance(extractor.name, str)
                and isinstance(extractor.version, int)
                and all(isinstance(name, str) for name in (*extractor.needs, *(extractor.languages or ())))
                and callable(extractor)
            )
        except Exception as error:  # a plug-in's import may raise anything
            raise Refused(
                f"the extractor plug-in {point.name} ({point.value}) cannot be loaded: {type(error).__name__}: {error}"
            ) from error
        if not complete:
            raise Refused(f"the extractor plug-in {point.name} ({point.value}) is no extractor: see docs/extraction.md")
        yield extractor

"""The map of the whole: what happens to a feed and to an article, in order.

    poll    feed  → conditional GET, parse, new sightings + articles due for fetch        network   stages/poll.py
    fetch   page  → robots, politeness, guarded GET, the raw answer kept as a capture     network   stages/fetch.py
    clean   bytes → text, title, authors, date, language: a revision                      compute   stages/clean.py
    extract text  → standoff annotations by every extractor                               compute   stages/extract.py
    cluster all   → which article repeats which                                           compute   stages/cluster.py

Network stages save bytes, compute stages read bytes, PostgreSQL remembers what is due, Redis only wakes someone up.
A stage is three functions: `load` reads what items need, `work` makes an `Outcome` of one item, `save` writes a batch of
outcomes. `pipeline/runner.py` runs any stage: claim → load → work → save and move the cursor in one transaction. Stages
never name each other; where an item goes next stands here and nowhere else.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection

from pipeline.errors import Setback
from pipeline.model import Kind, Outcome, Saved
from pipeline.stages import clean, cluster, extract, fetch, poll


class Save(Protocol):
    """Writes outcomes; `hinted`: the caller wakes the articles it returns, the scheduler need not for `sweep` seconds."""

    def __call__(
        self, conn: Connection, outcomes: Sequence[tuple[int, Outcome]], *, sweep: float, hinted: bool
    ) -> Saved: ...


def _given_up(_: Any, error: Setback) -> Outcome:
    """Nothing to save but the error."""
    return Outcome(error=error)


def _as_it_is(_: Any, outcome: Outcome) -> Outcome:
    """Nothing else to be had."""
    return outcome


def _nothing() -> None:
    """Nothing to warm."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the flow."""

    name: str
    kind: Kind
    version: int
    load: Callable[[Connection, Sequence[int]], Mapping[int, Any]]
    work: Callable[..., Outcome | Awaitable[Outcome]]  # given the client, then a coroutine; compute: `Bounds`
    save: Save
    then: str | None  # None: through
    network: bool = False
    given_up: Callable[[Any, Setback], Outcome] = _given_up  # of an item that took its process down every time
    instead: Callable[[Any, Outcome], Outcome] = _as_it_is  # of an item that would end as failed: what else there is
    warm: Callable[[], None] = _nothing  # what the first item would otherwise wait for; called before a worker forks


FLOW: tuple[Stage, ...] = (
    Stage(
        "poll",
        "feed",
        poll.VERSION,
        poll.load,
        poll.work,
        poll.save,
        then="poll",
        network=True,
        given_up=poll.failed,
        warm=poll.warm,
    ),
    Stage(
        "fetch",
        "article",
        fetch.VERSION,
        fetch.load,
        fetch.work,
        fetch.save,
        then="clean",
        network=True,
        instead=fetch.instead,
        warm=fetch.warm,
    ),
    Stage("clean", "article", clean.VERSION, clean.load, clean.work, clean.save, then="extract", warm=clean.warm),
    Stage(
        "extract",
        "article",
        extract.VERSION,
        extract.load,
        extract.work,
        extract.save,
        then="cluster",
        warm=extract.warm,
    ),
    Stage("cluster", "article", cluster.VERSION, cluster.load, cluster.work, cluster.save, then=None),
)

BY_NAME: Mapping[str, Stage] = {stage.name: stage for stage in FLOW}
QUEUES: tuple[str, ...] = tuple(stage.name for stage in FLOW)


def versions() -> dict[str, int]:
    """What is current: each stage's version, and each extractor's as `extract:NAME`."""
    return {stage.name: stage.version for stage in FLOW} | {
        f"extract:{name}": number for name, number in extract.versions().items()
    }

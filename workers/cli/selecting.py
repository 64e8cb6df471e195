"""The SELECTOR options, the same on every verb that has them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from pipeline import urls
from pipeline.errors import Permanent, Reason, WrongUsage
from pipeline.flow import QUEUES
from pipeline.model import Selector

Ids = Annotated[list[int] | None, typer.Option("--id", help="Article id; may be repeated.")]
Urls = Annotated[list[str] | None, typer.Option("--url", help="Article URL; may be repeated.")]
FeedId = Annotated[int | None, typer.Option("--feed", help="Announced by this feed.")]
Host = Annotated[str | None, typer.Option("--host", help="On this host.")]
Since = Annotated[str | None, typer.Option("--since", help="First seen at or after this ISO 8601 time.")]
Until = Annotated[str | None, typer.Option("--until", help="First seen before this ISO 8601 time.")]
StageName = Annotated[str | None, typer.Option("--stage", help="Standing at this stage.")]
Failed = Annotated[
    str | None, typer.Option("--failed", help="Failed, for this REASON if one is given.", metavar="[REASON]")
]
Outdated = Annotated[
    bool, typer.Option("--outdated", help="Made by another version of a stage or an extractor than the current.")
]
ExtractorName = Annotated[str | None, typer.Option("--extractor", help="With rows of this extractor.")]
All = Annotated[bool, typer.Option("--all", help="Everything.")]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="At most so many.")]

ANY = "any"


def moment(value: str | None, option: str) -> datetime | None:
    """A time given by a person; without a zone it is UTC.

    Raises:
        WrongUsage: not a time.
    """
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        raise WrongUsage(
            f"{option} {value!r} is not an ISO 8601 time such as 2026-03-01 or 2026-03-01T12:00:00Z"
        ) from None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    try:
        at.astimezone(UTC)
    except OverflowError:
        raise WrongUsage(f"{option} {value!r} is beyond the calendar in UTC") from None
    return at


def selected(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the SELECTOR options; they reach it as one checked `Selector` in its parameter `chosen`."""
    own = {name: value for name, value in signature(command, eval_str=True).parameters.items() if name != "chosen"}
    shared = signature(selector, eval_str=True).parameters

    @wraps(command)
    def wrapper(**given: Any) -> Any:
        chosen = selector(**{name: given.pop(name) for name in shared})
        return command(chosen=chosen, **given)

    parameters = [
        parameter.replace(kind=Parameter.KEYWORD_ONLY)
        for parameter in sorted([*own.values(), *shared.values()], key=lambda item: item.default is not Parameter.empty)
    ]
    wrapper.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return wrapper


def selector(
    id_: Ids = None,
    url: Urls = None,
    feed: FeedId = None,
    host: Host = None,
    since: Since = None,
    until: Until = None,
    stage: StageName = None,
    failed: Failed = None,
    outdated: Outdated = False,
    extractor: ExtractorName = None,
    all_: All = False,
    limit: Limit = None,
) -> Selector:
    """A checked Selector.

    Raises:
        WrongUsage: a part that cannot mean anything.
    """
    if stage is not None and stage not in QUEUES:
        raise WrongUsage(f"--stage {stage!r} is none of {', '.join(QUEUES)}")
    reasons = [reason.value for reason in Reason]
    if failed is not None and failed != ANY and failed not in reasons:
        raise WrongUsage(f"--failed {failed!r} is none of the reasons: {', '.join(reasons)}")
    for each in url or ():
        try:
            urls.canonical(each)
        except Permanent as error:
            raise WrongUsage(f"--url {each!r}: {error.message}") from None
    return Selector(
        ids=tuple(id_ or ()),
        urls=tuple(url or ()),
        feed=feed,
        host=host,
        since=moment(since, "--since"),
        until=moment(until, "--until"),
        stage=stage,
        failed=failed,
        outdated=outdated,
        extractor=extractor,
        all=all_,
        limit=limit,
    )


def words(chosen: Selector) -> str:
    """A Selector as it was given, in short."""
    named = {"--id": chosen.ids, "--url": chosen.urls}
    parts = [
        f"{option} {values[0]}" + (f" … ({len(values)} of them)" if len(values) > 1 else "")
        for option, values in named.items()
        if values
    ]
    parts += [f"--{name} {value}" for name in ("feed", "host", "stage") if (value := getattr(chosen, name)) is not None]
    parts += [f"--{name} {at:%Y-%m-%dT%H:%M:%SZ}" for name in ("since", "until") if (at := getattr(chosen, name))]
    parts += [f"--failed {chosen.failed}".removesuffix(f" {ANY}")] if chosen.failed is not None else []
    parts += [f"--{name}" for name in ("outdated", "all") if getattr(chosen, name)]
    parts += [f"--{name} {value}" for name in ("extractor", "limit") if (value := getattr(chosen, name)) is not None]
    return " ".join(parts)


def required(chosen: Selector) -> None:
    """Verbs that change things want a Selector that chooses something.

    Raises:
        WrongUsage: it chooses nothing.
    """
    if chosen.empty:
        raise WrongUsage("this changes things: say which articles, e.g. --host HOST, --failed, or --all for everything")

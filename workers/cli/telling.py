"""wireroom explain: the story of a URL on one screen, for people."""

from collections.abc import Mapping

from pipeline.feeds.advice import advice
from pipeline.store.rows import Row
from workers.cli.output import cell, say


def tell(story: Row, current: Mapping[str, int]) -> None:
    """What `pipeline/store/whole_story.py` found; `current`: versions of stages and extractors, to say what is outdated."""
    say(story["url"])
    if not story["known"]:
        _unknown(story)
        return
    if feed := story.get("feed"):
        _feed(feed)
    for row in story.get("rejected", ()):
        say(f"  {cell(row['seen_at'])}  announced by feed {row['feed_id']}, refused: {row['reason']}: {row['message']}")
    if merged := story.get("merged"):
        say(
            f"  {cell(merged['first_seen_at'])}  announced; it only redirects: article {merged['id']} was merged into the next"
        )
    if "article" in story:
        _article(story, current)
    for row in story.get("setbacks", ()):
        say(f"  {cell(row['at'])}  {row['stage']} stopped: {row['reason']}: {row['message']}")


def _unknown(story: Row) -> None:
    say("  never seen: no feed announced it, and nobody added it")
    for row in story["feeds_there"]:
        say(f"  feed {row['id']} of its host, {row['status']}, last polled {cell(row['last_polled_at'])}: {row['url']}")
    if not story["feeds_there"]:
        say(
            "  no feed of its host is known: `wireroom feeds add` takes the address of one, or of a page that names one"
        )
    say(f"  → wireroom add {story['url']}")


def _feed(feed: Row) -> None:
    say(
        f"  feed {feed['id']}, {feed['status']}, last polled {cell(feed['last_polled_at'])}, next {cell(feed['next_poll_at'])}"
        + (f" ({feed['next_poll_because']})" if feed["next_poll_because"] else "")
    )
    if feed["last_error"]:
        say(f"  failing {feed['consecutive_failures']} times since {cell(feed['failing_since'])}: {feed['last_error']}")
    if feed["moved_to"]:
        say(f"  redirects for good to {feed['moved_to']}, which becomes its address if it stays so")
    if feed["possible_gap_at"]:
        say(f"  {cell(feed['possible_gap_at'])}  shared no entry with the poll before: something may be missing")
    if feed["websub"]:
        say(f"  subscription at its hub: {feed['websub']}")
    if advised := advice(feed):
        say(f"  → {advised}")


def _article(story: Row, current: Mapping[str, int]) -> None:
    article = story["article"]
    say(f"  article {article['id']}, first seen {cell(article['first_seen_at'])}: {article['url']}")
    for row in story["also_known_as"]:
        say(f"  also known as {row['url']}")
    for row in story["announced_by"]:
        say(f"  {cell(row['first_seen_at'])}  announced by feed {row['feed_id']} ({row['feed_url']}) as {row['link']}")
    if not story["announced_by"]:
        say("  added by hand: no feed announced it")
    for row in story["fetches"]:
        _fetch(row, article["url"])
    for row in story["revisions"]:
        say(
            f"  revision {row['revision']}: {row['verdict']}, {row['word_count']} words, {row['language']}, {row['title']!r}"
            + (", from the feed's text" if row["text_from"] == "feed" else "")
        )
        newest = row["revision"] == article["revision"]
        say(f"    by {row['cleaner']} ({_versions(row, current if newest else {})})")
    if other := story["duplicate_of"]:
        say(f"  repeats article {other['id']} ({other['kind']}): {other['url']}")
    for row in story["copies"]:
        say(f"  repeated by article {row['id']} ({row['kind']}): {row['url']}")
    if story["withdrawn_at"]:
        say(f"  {cell(story['withdrawn_at'])}  withdrawn: its page is gone; the text is kept")
    if story["revisit_at"]:
        say(f"  its page will be looked at again {cell(story['revisit_at'])}")
    for row in story["beside"]:
        say(f"  {cell(row['seen_at'])}  beside it failed at {row['stage']}: {row['message']}")
    _stands(story["stands_at"], article["id"])


def _fetch(row: Row, url: str) -> None:
    gone = f"; no longer kept since {cell(row['pruned_at'])}" if row["pruned_at"] else ""
    if row["kind"] == "feed":
        say(f"  {cell(row['fetched_at'])}  its whole text came with the feed, {row['bytes']:,} bytes{gone}")
        return
    got = (
        "304, unchanged" if row["status"] == 304 else f"{row['status']}, {row['bytes']:,} bytes, {row['content_type']}"
    )
    aside = {"aside": ", not taken for its page", "waiting": ", waits for the one before to be through"}
    say(f"  {cell(row['fetched_at'])}  fetched in {row['elapsed_ms']} ms: {got}{aside.get(row['kind'], '')}{gone}")
    if row["policy"]:
        said = ", ".join(f"{name} {value}" for name, value in row["policy"].items())
        say(f"  {'':19}  its publisher says: {said}")
    if row["final_url"] != url:
        say(f"  {'':19}  redirected to {row['final_url']}")


def _versions(row: Row, current: Mapping[str, int]) -> str:
    """The makers of a revision; of those that are another version by now, which."""
    made = {"clean": row["cleaner_version"]} | {
        f"extract:{name}": each for name, each in sorted(row["extractors"].items())
    }
    made["cluster"] = row["clusterer_version"]
    told = []
    for maker, version in made.items():
        now = current.get(maker, version)
        told.append(f"{maker.removeprefix('extract:')} {version}" + (f", now {now}" if now != version else ""))
    missing = [name.removeprefix("extract:") for name in current if name.startswith("extract:") and name not in made]
    return "; ".join(told) + (f"; not by {', '.join(missing)}" if missing else "")


def _stands(at: Row, article: int) -> None:
    why = f", {at['reason']}: {at['message']}" if at["reason"] else ""
    say(f"  now: {at['stage']}, {at['state']}{why}")
    if at["replay_id"]:
        asked = f" from {at['replay_from']}, asked for {cell(at['replay_requested_at'])}" if at["replay_from"] else ""
        say(f"  in replay {at['replay_id']}{asked}")
    if at["state"] == "due":
        alone = f", by {at['part']} alone" if at["part"] else ""
        say(f"  due {cell(at['due_at'])} in the {at['lane']} lane{alone}, {at['attempts']} attempts so far")
    elif at["state"] == "running":
        say(f"  being worked on, attempt {at['attempts']}; its lease ends {cell(at['leased_until'])}")
    elif at["state"] == "failed":
        say(f"  it will not be tried again by itself (attempts: {at['attempts']}) → wireroom retry --id {article}")

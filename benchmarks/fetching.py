"""Fetches a second and CPU a fetch on loopback: `python -m benchmarks.fetching [--fetches 4000] [--rounds 5]`.

One process runs the fetch stage as a worker's child does: robots.txt on, guard on, a turn in Redis for each request, raw
bodies stored in PostgreSQL, articles moved on and the next stage told. PostgreSQL, Redis and the web are other processes on
other cores, and their CPU is counted apart. Beside it, what a bare loop of aiohttp takes for the same URLs.
"""

import argparse
import statistics
from collections.abc import Sequence

from benchmarks import canned
from benchmarks.loopback import Cost, Rig, bare

HOSTS = 250  # no more than the client keeps connections to
PER_CORE, CPU_MS = 1_500, 0.6  # what is to be reached


def _announce(rig: Rig, path: str, first: int, count: int) -> tuple[list[int], list[str]]:
    """New articles due for fetching; their ids and URLs."""
    urls = [rig.address("h", number, HOSTS, path) for number in range(first, first + count)]
    rows = rig.sql(
        "INSERT INTO articles (url, url_key, host) SELECT url, sha256(convert_to(url, 'UTF8')),"
        " split_part(split_part(url, '/', 3), ':', 1) FROM unnest(%s::text[]) url RETURNING id",
        urls,
    )
    ids = [row[0] for row in rows]
    rig.sql(
        "INSERT INTO cursors (kind, id, stage, state, due_at, wake_at)"
        " SELECT 'article', id, 'fetch', 'due', now(), now() FROM unnest(%s::bigint[]) id",
        ids,
    )
    return ids, urls


def _check(rig: Rig, ids: Sequence[int], size: int) -> None:
    """All of it is stored, as the wire had it, and allowed by a robots.txt."""
    ((stored, smallest, hosts),) = rig.sql(
        "SELECT count(*), min(length(body)), (SELECT count(*) FROM robots WHERE status = 200) FROM captures"
        " WHERE article_id = ANY(%s) AND status = 200",
        list(ids),
    )
    if stored != len(ids) or smallest < size or hosts != HOSTS:
        why = rig.sql(
            "SELECT stage, state, reason, message, count(*) FROM cursors GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC LIMIT 5"
        )
        raise SystemExit(f"{stored} of {len(ids)} stored, the smallest {smallest} bytes, {hosts} robots.txt: {why}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetches", type=int, default=4_000, help="of each size in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--only", choices=["p", "s"], default=None, help="p: pages of real size, s: small ones")
    options = parser.parse_args()
    kinds = {"p": canned.PAGE, "s": canned.SMALL}
    chosen = [options.only] if options.only else list(kinds)
    costs: dict[str, list[Cost]] = {path: [] for path in chosen}
    bares: dict[str, list[float]] = {path: [] for path in chosen}
    with Rig(["fetch"], network_batch=options.in_flight) as rig:
        print(
            f"{options.fetches} fetches a round from {HOSTS} hosts, {options.in_flight} in flight, one core for the stage",
            flush=True,
        )
        first = 2 * HOSTS
        rig.run("fetch", _announce(rig, "s", 0, first)[0], options.in_flight)  # robots.txt, connections, plans
        for number in range(options.rounds):
            for path in chosen:
                ids, urls = _announce(rig, path, first, options.fetches)
                first += options.fetches
                bares[path].append(bare(urls, {"Accept": "*/*"}, options.in_flight) / len(urls) * 1000)
                cost = rig.cost("fetch", ids, options.in_flight)
                costs[path].append(cost)
                _check(rig, ids, kinds[path])
                print(
                    f"round {number + 1}: {kinds[path] / 1000:3.0f} kB  {cost}; bare {bares[path][-1]:5.3f} ms",
                    flush=True,
                )
            rig.sql("VACUUM cursors")
    for path in chosen:
        each = [cost.ours_ms for cost in costs[path]]
        ratios = [ours / theirs for ours, theirs in zip(each, bares[path], strict=True)]
        print(
            f"{kinds[path] / 1000:.0f} kB: {1000 / statistics.median(each):.0f} fetches/s a core (wanted {PER_CORE}),"
            f" CPU a fetch {statistics.median(each):.3f} ms ({min(each):.3f} to {max(each):.3f}, wanted {CPU_MS}),"
            f" {statistics.median(ratios):.2f} times a bare GET's"
        )


if __name__ == "__main__":
    main()

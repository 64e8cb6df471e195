"""What the pages of a host teach: lines that they repeat leave the texts, also those stored before it was known."""

from pipeline.clean.furniture import PAGES, key
from pipeline.model import Selector
from pipeline.store import feeds, habits, revisions, selection
from pipeline.store.engine import transaction
from tests.conftest import Pipeline
from tests.hostile import HostileWeb, Reply, page

REPEATED = "The Harbour Courier is printed on paper from the mill at Osk"
TOPICS = ("chain", "tide", "ferry", "pilot", "lamp", "herring", "anchor", "quay")


def put(web: HostileWeb, host: str, topic: str, last: str = REPEATED) -> str:
    lines = (
        f"The {topic} of the upper harbour was looked at on Monday by three men who had come for it from the capital.",
        f"They found the {topic} in better order than the one in the lower harbour, and said so in their report.",
        f"Nobody at the office would say what is to become of the other {topic} when the winter storms begin.",
        last,
    )
    return web.put(host, f"/{topic}", Reply(page(f"About the {topic}", lines).encode()))


def ingest(pipeline: Pipeline, *addresses: str) -> None:
    with transaction(pipeline.engine) as conn:
        for address in addresses:
            feeds.add_article(conn, address)
    pipeline.drain()


def with_line(pipeline: Pipeline) -> int:
    ((count,),) = pipeline.rows("SELECT count(*) FROM v1.articles WHERE text LIKE %s", f"%{REPEATED}%")
    return int(count)


def test_a_line_of_five_pages_leaves_all_of_them(pipeline: Pipeline, web: HostileWeb) -> None:
    for number, topic in enumerate(TOPICS[: PAGES - 1], 1):
        ingest(pipeline, put(web, "site", topic))
        assert with_line(pipeline) == number
    ingest(pipeline, put(web, "site", TOPICS[PAGES - 1]))
    assert with_line(pipeline) == 0
    removed = pipeline.rows(
        "SELECT removed FROM v1.revisions r JOIN v1.articles a ON a.id = r.article_id AND a.revision = r.revision"
    )
    assert len(removed) == PAGES
    assert all([words for _, words, _ in each] == [REPEATED] for (each,) in removed)


def test_pages_that_come_together_learn_it_together(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, "site", topic) for topic in TOPICS))
    assert with_line(pipeline) == 0


def test_a_page_cleaned_again_does_not_count_twice(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, "site", topic) for topic in TOPICS[: PAGES - 1]))
    for _ in range(3):
        with transaction(pipeline.engine) as conn:
            ids = selection.select(conn, Selector(all=True), {"clean": 1, "cluster": 1})
            selection.move_back(conn, selection.able(conn, ids, "clean"))
        pipeline.drain()
    assert with_line(pipeline) == PAGES - 1


def test_a_line_of_other_hosts_counts_for_none(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, f"site{number}", topic) for number, topic in enumerate(TOPICS)))
    assert with_line(pipeline) == len(TOPICS)


def test_what_a_person_keeps_comes_back_by_replay(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, "site", topic) for topic in TOPICS))
    with transaction(pipeline.engine) as conn:
        assert habits.keep(conn, key(REPEATED), "site.localhost")
        ids = selection.select(conn, Selector(all=True), {"clean": 1, "cluster": 1})
        selection.move_back(conn, selection.able(conn, ids, "clean"))
    pipeline.drain()
    assert with_line(pipeline) == len(TOPICS)


def test_consumers_are_told_that_it_was_our_doing(pipeline: Pipeline, web: HostileWeb) -> None:
    for topic in TOPICS[:PAGES]:
        ingest(pipeline, put(web, "site", topic))
    kinds = [kind for (kind,) in pipeline.rows("SELECT kind FROM v1.changes ORDER BY seq")]
    assert kinds.count("new") == PAGES
    assert kinds.count("reextracted") == PAGES - 1
    assert "edited" not in kinds


def test_sources_of_titles_are_counted_once_an_article(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, "site", topic) for topic in TOPICS))
    with transaction(pipeline.engine) as conn:
        ids = selection.select(conn, Selector(all=True), {"clean": 1, "cluster": 1})
        selection.move_back(conn, selection.able(conn, ids, "clean"))
    pipeline.drain()
    counted = pipeline.rows("SELECT max(present) FROM title_habits")
    assert counted == [(len(TOPICS),)]
    with transaction(pipeline.engine) as conn:
        ((loaded),) = revisions.load_pages(conn, ids[:1]).values()
    assert max(present for _, present in loaded.habits.titles.values()) == len(TOPICS)


def test_lines_that_nothing_repeated_are_forgotten(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, "site", topic, f"The {topic} is owned by the office") for topic in TOPICS[:2]))
    seen = pipeline.rows("SELECT count(*) FROM furniture")[0][0]
    assert seen > 0
    with transaction(pipeline.engine) as conn:
        assert habits.forget_unrepeated(conn, 100) == 0
    pipeline.execute("UPDATE furniture SET updated_at = now() - interval '31 days'")
    with transaction(pipeline.engine) as conn:
        assert habits.forget_unrepeated(conn, 100) == seen


def test_copies_of_one_article_teach_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    story = (
        "The tide of the upper harbour was looked at on Monday by three men who had come for it from the capital itself.",
        "They found the tide in better order than the one in the lower harbour.",
        "Nobody would say what is to become of the other tide.",
    )
    for number in range(2 * PAGES):
        copy = web.put("site", f"/copy/{number}", Reply(page(f"About the tide, {number}", story).encode()))
        ingest(pipeline, copy)
    assert pipeline.rows("SELECT count(*) FROM furniture WHERE state = 'learned'") == [(0,)]
    assert pipeline.rows("SELECT DISTINCT text FROM v1.articles") == [("\n".join(story),)]


def test_editions_of_one_article_teach_nothing(pipeline: Pipeline, web: HostileWeb) -> None:
    editions = [
        Reply(page("The tide", [f"Edition {word} of the tide table. " * 5, REPEATED]).encode()) for word in TOPICS
    ]
    url = web.put("site", "/tide", list(editions))
    ingest(pipeline, url)
    for _ in TOPICS:
        pipeline.execute(
            "UPDATE cursors SET stage = 'fetch', state = 'due', due_at = now(), wake_at = now() WHERE kind = 'article'"
        )
        pipeline.drain()
    assert pipeline.rows("SELECT revision FROM v1.articles") == [(len(TOPICS),)]
    assert pipeline.rows("SELECT count(*) FROM furniture WHERE state = 'learned'") == [(0,)]


def test_articles_under_way_when_a_line_is_learned_lose_it_too(pipeline: Pipeline, web: HostileWeb) -> None:
    with transaction(pipeline.engine) as conn:
        ids = [feeds.add_article(conn, put(web, "site", topic))[0] for topic in TOPICS[:PAGES]]
    pipeline.runner.run("fetch", ids, "a")
    pipeline.runner.run("clean", ids[:-1], "b")  # they stand at extract
    pipeline.runner.run("clean", ids[-1:], "c")  # the line is learned
    pipeline.drain()
    assert with_line(pipeline) == 0


def test_a_host_with_more_lines_than_are_loaded_gets_its_articles_through(pipeline: Pipeline, web: HostileWeb) -> None:
    ingest(pipeline, *(put(web, "site", topic) for topic in TOPICS[:PAGES]))
    pipeline.execute(
        "INSERT INTO furniture (host, line_key, line, seen_in, seen_as, state, learned_at)"
        " SELECT 'site.localhost', substr(sha256(convert_to(n::text, 'UTF8')), 1, 8), 'x', '{}', '{}', 'learned',"
        " now() + interval '1 minute' FROM generate_series(1, %s) n",
        habits.MOST,
    )
    ingest(pipeline, put(web, "site", TOPICS[PAGES]))
    assert pipeline.rows("SELECT count(*) FROM v1.articles") == [(PAGES + 1,)]

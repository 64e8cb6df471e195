-- What consumers read. Laid over the tables by `wireroom db upgrade`; columns are only ever added, at the end.
-- Reading rights go to wireroom_reader alone; the views read the tables with their owner's.

CREATE SCHEMA IF NOT EXISTS v1;

CREATE OR REPLACE VIEW v1.articles AS
SELECT a.id, a.url, coalesce(r.canonical_url, a.url) AS canonical_url, a.host, coalesce(r.source, a.host) AS source,
       r.title, r.authors, r.published_at, r.published_precision, r.published_from,
       coalesce(r.language, r.declared_language, 'und') AS language, r.text, r.word_count, r.summary, r.image_url, r.tags,
       r.verdict, r.paywalled, r.wire_origin, a.duplicate_of, a.story_id, r.revision, a.first_seen_at, r.fetched_at,
       a.updated_at, r.text_from, a.withdrawn_at, r.sourcing
  FROM articles a
  JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision;
COMMENT ON VIEW v1.articles IS 'One row per article that has been cleaned: its newest revision. Copies are rows too: see duplicate_of.';
COMMENT ON COLUMN v1.articles.id IS 'Stable for ever; replay never changes it. Other views call it article_id.';
COMMENT ON COLUMN v1.articles.url IS 'The address under which it was announced, canonical: normalised, without fragment and tracking parameters.';
COMMENT ON COLUMN v1.articles.canonical_url IS 'The address the page itself names as canonical, on the same site; else url. Never null.';
COMMENT ON COLUMN v1.articles.host IS 'Host of url, as www.example.org.';
COMMENT ON COLUMN v1.articles.source IS 'The outlet''s name as page or feed give it; else the host.';
COMMENT ON COLUMN v1.articles.title IS 'Headline, without the outlet''s name; null where the page has none.';
COMMENT ON COLUMN v1.articles.authors IS 'People named as authors, in the page''s order; an agency, a desk or the outlet where the page declares nobody else; empty where none is named.';
COMMENT ON COLUMN v1.articles.published_at IS 'Publication time, UTC; null where nothing tells it.';
COMMENT ON COLUMN v1.articles.published_precision IS 'How exact published_at is: second, minute or day (then published_at is that day''s midnight); null with it.';
COMMENT ON COLUMN v1.articles.published_from IS 'Where published_at was read: json-ld, meta, html, feed or url; null with it.';
COMMENT ON COLUMN v1.articles.language IS 'ISO 639-1 code of the text''s language; und when it cannot be told.';
COMMENT ON COLUMN v1.articles.text IS 'The article''s text, one paragraph a line, without headline, credits and furniture. Of a teaser or a paywalled page, what can be read of it.';
COMMENT ON COLUMN v1.articles.word_count IS 'Words in text.';
COMMENT ON COLUMN v1.articles.summary IS 'The page''s own description of the article; null where it gives none.';
COMMENT ON COLUMN v1.articles.image_url IS 'The page''s lead image; null where it names none.';
COMMENT ON COLUMN v1.articles.tags IS 'Keywords the page gives, as it writes them; empty where it gives none.';
COMMENT ON COLUMN v1.articles.verdict IS 'What kind of page it is: article, teaser, paywall or liveblog.';
COMMENT ON COLUMN v1.articles.paywalled IS 'The page says that its content is not free.';
COMMENT ON COLUMN v1.articles.wire_origin IS 'The agency or service the text comes from, as its credit line says: Reuters; syndicated feed where the line names none. Null without such a line.';
COMMENT ON COLUMN v1.articles.duplicate_of IS 'The article whose text this one repeats, always one that is itself no copy; null for originals. coalesce(duplicate_of, id) is one per text.';
COMMENT ON COLUMN v1.articles.story_id IS 'The story it belongs to; null while nothing has put it into one.';
COMMENT ON COLUMN v1.articles.revision IS 'Number of the newest revision, from 1.';
COMMENT ON COLUMN v1.articles.first_seen_at IS 'When a feed first announced it to us, or a person added it.';
COMMENT ON COLUMN v1.articles.fetched_at IS 'When the page of this revision was fetched, or the feed polled that carried its text.';
COMMENT ON COLUMN v1.articles.updated_at IS 'When anything in this row but fetched_at last changed.';
COMMENT ON COLUMN v1.articles.withdrawn_at IS 'Since when its page is gone (404, 410, an error page); the text is kept. Null while the page stands.';
COMMENT ON COLUMN v1.articles.sourcing IS 'original; second-hand: what it says comes through another outlet, agency or document that it names in citations. Null where nobody looked.';
COMMENT ON COLUMN v1.articles.text_from IS 'page; or feed, where the page could not be had and the feed carried the whole text.';

CREATE OR REPLACE VIEW v1.revisions AS
SELECT article_id, revision, fetched_at, title, text, encode(text_sha256, 'hex') AS text_sha256, capture_id, cleaner,
       cleaner_version, removed, evidence, clean_ms
  FROM revisions;
COMMENT ON VIEW v1.revisions IS 'Every version of every article''s text; a new one only where text or title differ.';
COMMENT ON COLUMN v1.revisions.article_id IS 'The article.';
COMMENT ON COLUMN v1.revisions.revision IS 'Its versions count from 1.';
COMMENT ON COLUMN v1.revisions.fetched_at IS 'When the page it was made from was fetched.';
COMMENT ON COLUMN v1.revisions.title IS 'Headline.';
COMMENT ON COLUMN v1.revisions.text IS 'Text, one paragraph a line; offsets of annotations count its code points.';
COMMENT ON COLUMN v1.revisions.text_sha256 IS 'SHA-256 of the text in UTF-8, 64 hexadecimal digits.';
COMMENT ON COLUMN v1.revisions.capture_id IS 'The capture it was made from; its row is gone from captures once the raw page is no longer kept.';
COMMENT ON COLUMN v1.revisions.cleaner IS 'What found the body: the candidate that won, with its version.';
COMMENT ON COLUMN v1.revisions.cleaner_version IS 'Version of the clean stage that made it.';
COMMENT ON COLUMN v1.revisions.removed IS 'What was taken out of the body as furniture or credit: [[lines of text before it, words, rule], …], as [[0, "OSLO -", "dateline"]].';
COMMENT ON COLUMN v1.revisions.evidence IS 'What was considered for body, title, authors, date and verdict, and what was chosen; what explain --clean prints. Its keys may change.';
COMMENT ON COLUMN v1.revisions.clean_ms IS 'CPU time that cleaning the page took, in milliseconds.';

CREATE OR REPLACE VIEW v1.captures AS
SELECT id, article_id, url, final_url, fetched_at, status, content_type, bytes, encode(sha256, 'hex') AS sha256, etag,
       last_modified, kind, policy
  FROM captures
 WHERE pruned_at IS NULL AND kind <> 'waiting';
COMMENT ON VIEW v1.captures IS 'Every HTTP answer kept, saved before anything read it (kind page), and whole texts that feeds carried (kind feed); imported ones once their turn has come. The raw bytes: wireroom export --format warc.';
COMMENT ON COLUMN v1.captures.id IS 'Identifies the capture.';
COMMENT ON COLUMN v1.captures.article_id IS 'The article it was fetched for.';
COMMENT ON COLUMN v1.captures.url IS 'The address asked for.';
COMMENT ON COLUMN v1.captures.final_url IS 'The address that answered, after redirects.';
COMMENT ON COLUMN v1.captures.fetched_at IS 'When the request was sent; for a feed''s text, when the feed was polled.';
COMMENT ON COLUMN v1.captures.status IS 'HTTP status; 200 for a feed''s text. 304: looked at again, unchanged; its body is empty.';
COMMENT ON COLUMN v1.captures.content_type IS 'Content-Type header as received; null where none was sent.';
COMMENT ON COLUMN v1.captures.bytes IS 'Size of the body as the wire had it; of a feed''s text, as stored.';
COMMENT ON COLUMN v1.captures.sha256 IS 'SHA-256 of the body as the wire had it, hexadecimal; of a feed''s text, of its words without markup.';
COMMENT ON COLUMN v1.captures.etag IS 'ETag header as received; null where none was sent.';
COMMENT ON COLUMN v1.captures.last_modified IS 'Last-Modified header as received, not parsed; null where none was sent.';
COMMENT ON COLUMN v1.captures.kind IS 'page: an HTTP answer; feed: the text as the feed''s entry carried it; aside: an answer to looking again that is not the article''s page, or imported when a newer one had been read.';
COMMENT ON COLUMN v1.captures.policy IS 'What the publisher says of uses besides reading: x_robots_tag, noai, tdm_reservation, tdm_policy, ai_agents_disallowed; null where it says nothing.';

CREATE OR REPLACE VIEW v1.feeds AS
SELECT f.id, f.url, f.title, f.site_url, f.source,
       CASE WHEN f.status = 'active' AND f.consecutive_failures >= 3 THEN 'broken' ELSE f.status END AS status,
       f.last_polled_at, f.last_ok_at, CASE WHEN f.status = 'active' THEN c.due_at END AS next_poll_at,
       f.interval_seconds, f.consecutive_failures, f.last_error, f.possible_gap_at, f.folder, f.settings, f.next_poll_because,
       f.failing_since, f.last_reason, f.moved_to, f.proposed_url, f.parent_id, s.state AS websub
  FROM feeds f
  LEFT JOIN subscriptions s ON s.feed_id = f.id
  LEFT JOIN cursors c ON c.kind = 'feed' AND c.id = f.id
 WHERE f.status <> 'removed';
COMMENT ON VIEW v1.feeds IS 'The sources, and how they are doing: feeds, news sitemaps and lists of feeds. Removed ones are not shown.';
COMMENT ON COLUMN v1.feeds.id IS 'Identifies the feed.';
COMMENT ON COLUMN v1.feeds.url IS 'Its address.';
COMMENT ON COLUMN v1.feeds.title IS 'Its title, as it gives it; or as a person does.';
COMMENT ON COLUMN v1.feeds.site_url IS 'The site it belongs to, as it gives it.';
COMMENT ON COLUMN v1.feeds.source IS 'The outlet''s name, where a person or the feed gives it.';
COMMENT ON COLUMN v1.feeds.status IS 'active; paused by a person; gone (it answered 410); broken (three failures in a row or more: still polled, ever more rarely).';
COMMENT ON COLUMN v1.feeds.last_polled_at IS 'When it was last asked.';
COMMENT ON COLUMN v1.feeds.last_ok_at IS 'When it last answered as a feed, 304 included.';
COMMENT ON COLUMN v1.feeds.next_poll_at IS 'When it will be asked next; null when it will not.';
COMMENT ON COLUMN v1.feeds.interval_seconds IS 'Seconds between two polls when all is well.';
COMMENT ON COLUMN v1.feeds.consecutive_failures IS 'Polls that failed since the last one that did not.';
COMMENT ON COLUMN v1.feeds.last_error IS 'What the last failure said; null when the last poll was well.';
COMMENT ON COLUMN v1.feeds.possible_gap_at IS 'When a poll last shared no entry with the one before: something may have been missed.';
COMMENT ON COLUMN v1.feeds.folder IS 'Where it stood in the list it came from, as Europe/North; parts are divided by /. Null for feeds added one by one.';
COMMENT ON COLUMN v1.feeds.settings IS 'What a person has set for it: interval, delay, user_agent, full_text, title; {} where nothing.';
COMMENT ON COLUMN v1.feeds.next_poll_because IS 'What decided next_poll_at, as interval, Cache-Control or Expires, skipHours or skipDays; null before the first poll.';
COMMENT ON COLUMN v1.feeds.failing_since IS 'When the failures began; null when the last poll was well.';
COMMENT ON COLUMN v1.feeds.last_reason IS 'Reason of the last failure; null when the last poll was well.';
COMMENT ON COLUMN v1.feeds.moved_to IS 'Where it permanently redirects to; taken over as url once seen several polls in a row.';
COMMENT ON COLUMN v1.feeds.proposed_url IS 'The feed that the page standing in its place announces.';
COMMENT ON COLUMN v1.feeds.parent_id IS 'The list of feeds that named it.';
COMMENT ON COLUMN v1.feeds.websub IS 'State of its subscription at a hub: wanted, asked, active, denied, leaving; null without one.';

CREATE OR REPLACE VIEW v1.sightings AS
SELECT feed_id, article_id, guid, url, title, published_at, first_seen_at FROM sightings;
COMMENT ON VIEW v1.sightings IS 'Which feed announced which article: one row per feed and article, of failed ones too.';
COMMENT ON COLUMN v1.sightings.feed_id IS 'The feed.';
COMMENT ON COLUMN v1.sightings.article_id IS 'The article.';
COMMENT ON COLUMN v1.sightings.guid IS 'The entry''s identifier in that feed.';
COMMENT ON COLUMN v1.sightings.url IS 'The entry''s link as the feed has it.';
COMMENT ON COLUMN v1.sightings.title IS 'The entry''s title; null where it has none.';
COMMENT ON COLUMN v1.sightings.published_at IS 'The entry''s publication time, as the feed claims it; null where it gives none.';
COMMENT ON COLUMN v1.sightings.first_seen_at IS 'When this feed first announced it to us.';

CREATE OR REPLACE VIEW v1.aliases AS
SELECT url, merged_into AS article_id, first_seen_at FROM articles WHERE merged_into IS NOT NULL;
COMMENT ON VIEW v1.aliases IS 'Announced addresses that only redirect to an article: more names of it.';
COMMENT ON COLUMN v1.aliases.url IS 'The address that redirects, canonical.';
COMMENT ON COLUMN v1.aliases.article_id IS 'The article it leads to.';
COMMENT ON COLUMN v1.aliases.first_seen_at IS 'When it was first announced, or added by a person.';

CREATE OR REPLACE VIEW v1.entities AS
SELECT e.id, e.kind, e.name, array(SELECT n.name FROM entity_names n WHERE n.entity_id = e.id ORDER BY n.name) AS names,
       e.merged_into
  FROM entities e;
COMMENT ON VIEW v1.entities IS 'People, organisations and places, each once, whatever the spelling, script and case.';
COMMENT ON COLUMN v1.entities.id IS 'Stable: replays and corrections never change it.';
COMMENT ON COLUMN v1.entities.kind IS 'person, organisation or place.';
COMMENT ON COLUMN v1.entities.name IS 'Its name for showing: the full one in the article with the smallest id that names it so, or the one a person gave it. To find an entity, look into names.';
COMMENT ON COLUMN v1.entities.names IS 'The forms that articles named it by, in the nominative and in every script: ''Ostap Zhalynsky'' = ANY (names).';
COMMENT ON COLUMN v1.entities.merged_into IS 'The entity that a person said it is; its mentions move there. Null for all others.';

CREATE OR REPLACE VIEW v1.mentions AS
SELECT article_id, revision, entity_id, attributes ->> 'kind' AS kind, start_char, end_char, text, extractor, extractor_version
  FROM annotations
 WHERE kind = 'mention';
COMMENT ON VIEW v1.mentions IS 'Where a text names a person, an organisation or a place; titles and possessives are outside.';
COMMENT ON COLUMN v1.mentions.article_id IS 'The article.';
COMMENT ON COLUMN v1.mentions.revision IS 'Its revision.';
COMMENT ON COLUMN v1.mentions.entity_id IS 'The one named; null where that cannot be told.';
COMMENT ON COLUMN v1.mentions.kind IS 'person, organisation or place: as what this text names it.';
COMMENT ON COLUMN v1.mentions.start_char IS 'Where it begins in the revision''s text, in code points from 0.';
COMMENT ON COLUMN v1.mentions.end_char IS 'Where it ends: the first code point behind it.';
COMMENT ON COLUMN v1.mentions.text IS 'The words, as they stand there: inflected, maybe only a surname.';
COMMENT ON COLUMN v1.mentions.extractor IS 'What found it.';
COMMENT ON COLUMN v1.mentions.extractor_version IS 'Version of the extractor.';

CREATE OR REPLACE VIEW v1.descriptions AS
SELECT article_id, revision, entity_id, attributes ->> 'kind' AS kind, start_char, end_char, text, attributes ->> 'head' AS head,
       extractor, extractor_version
  FROM annotations
 WHERE kind = 'description';
COMMENT ON VIEW v1.descriptions IS 'Words that stand for somebody without naming him: the Ukrainian president.';
COMMENT ON COLUMN v1.descriptions.article_id IS 'The article.';
COMMENT ON COLUMN v1.descriptions.revision IS 'Its revision.';
COMMENT ON COLUMN v1.descriptions.entity_id IS 'The one meant.';
COMMENT ON COLUMN v1.descriptions.kind IS 'person, organisation or place.';
COMMENT ON COLUMN v1.descriptions.start_char IS 'Where it begins in the revision''s text, in code points from 0.';
COMMENT ON COLUMN v1.descriptions.end_char IS 'Where it ends: the first code point behind it.';
COMMENT ON COLUMN v1.descriptions.text IS 'The words.';
COMMENT ON COLUMN v1.descriptions.head IS 'The role that tells whom they mean, as president.';
COMMENT ON COLUMN v1.descriptions.extractor IS 'What found it.';
COMMENT ON COLUMN v1.descriptions.extractor_version IS 'Version of the extractor.';

CREATE OR REPLACE VIEW v1.quotes AS
SELECT article_id, revision, start_char, end_char, text, (attributes ->> 'direct')::boolean AS direct,
       attributes ->> 'speaker' AS speaker, entity_id AS speaker_entity_id, (attributes ->> 'speaker_start')::int AS speaker_start,
       (attributes ->> 'speaker_end')::int AS speaker_end, attributes ->> 'cue' AS cue, extractor, extractor_version,
       attributes ->> 'form' AS form, attributes -> 'speakers' AS speakers, attributes -> 'chain' AS chain, ordinal
  FROM annotations
 WHERE kind = 'quote';
COMMENT ON VIEW v1.quotes IS 'What somebody is reported to have said, word for word or in the article''s words.';
COMMENT ON COLUMN v1.quotes.article_id IS 'The article.';
COMMENT ON COLUMN v1.quotes.revision IS 'Its revision.';
COMMENT ON COLUMN v1.quotes.start_char IS 'Where the words said begin in the revision''s text, in code points from 0, without the marks.';
COMMENT ON COLUMN v1.quotes.end_char IS 'Where they end.';
COMMENT ON COLUMN v1.quotes.text IS 'The words said.';
COMMENT ON COLUMN v1.quotes.direct IS 'Whole clauses between quotation marks; see form.';
COMMENT ON COLUMN v1.quotes.speaker IS 'Who says so, in the words of the text, which may be a pronoun; null rather than guessed.';
COMMENT ON COLUMN v1.quotes.speaker_entity_id IS 'Whom these words mean; null where the article does not tell.';
COMMENT ON COLUMN v1.quotes.speaker_start IS 'Where speaker begins in the text, in code points from 0; null with it.';
COMMENT ON COLUMN v1.quotes.speaker_end IS 'Where speaker ends; null with it.';
COMMENT ON COLUMN v1.quotes.cue IS 'The words that say that it is said: said, according to.';
COMMENT ON COLUMN v1.quotes.extractor IS 'What found it.';
COMMENT ON COLUMN v1.quotes.extractor_version IS 'Version of the extractor.';
COMMENT ON COLUMN v1.quotes.form IS 'direct: whole clauses between marks; partial: a few words between marks; indirect: in the article''s words.';
COMMENT ON COLUMN v1.quotes.speakers IS 'Several who say so together: [{"start", "end", "text"}, …]; [] for one or none.';
COMMENT ON COLUMN v1.quotes.chain IS 'Through whom the words came, from the speaker outwards, as a list of words; [] where nobody stands between.';
COMMENT ON COLUMN v1.quotes.ordinal IS 'Number of the quote among the revision''s, from 0; quote of figures and citations points at it.';

CREATE OR REPLACE VIEW v1.figures AS
SELECT article_id, revision, start_char, end_char, text, (attributes ->> 'value')::numeric AS value,
       (attributes ->> 'value_max')::numeric AS value_max, attributes ->> 'unit' AS unit, attributes ->> 'about' AS about,
       attributes ->> 'qualifier' AS qualifier, attributes ->> 'claimed_by' AS claimed_by, extractor, extractor_version,
       entity_id AS claimed_by_entity_id, attributes ->> 'claimed_via' AS claimed_via, (attributes ->> 'quote')::int AS quote
  FROM annotations
 WHERE kind = 'figure';
COMMENT ON VIEW v1.figures IS 'Quantities that a text reports: how many of what, and who claims it.';
COMMENT ON COLUMN v1.figures.article_id IS 'The article.';
COMMENT ON COLUMN v1.figures.revision IS 'Its revision.';
COMMENT ON COLUMN v1.figures.start_char IS 'Where it begins in the revision''s text, in code points from 0.';
COMMENT ON COLUMN v1.figures.end_char IS 'Where it ends.';
COMMENT ON COLUMN v1.figures.text IS 'The words: qualifier, number, unit, what is counted.';
COMMENT ON COLUMN v1.figures.value IS 'The number, whatever words spell it (6,5 тысячи is 6500); of a range the lower one. Null where the text gives none (millions of …).';
COMMENT ON COLUMN v1.figures.value_max IS 'The upper one of a range; null for all others.';
COMMENT ON COLUMN v1.figures.unit IS 'person, item, percent, an ISO 4217 currency as EUR, or a unit of measure in the singular, as tonne.';
COMMENT ON COLUMN v1.figures.about IS 'What is counted or measured, in the words of the text; null where they do not say.';
COMMENT ON COLUMN v1.figures.qualifier IS 'exact, about, at least, at most or range.';
COMMENT ON COLUMN v1.figures.claimed_by IS 'Whose figure it is, in the words of the text: the speaker of the quote it stands in, or the source cited for it; null: the article''s own.';
COMMENT ON COLUMN v1.figures.extractor IS 'What found it.';
COMMENT ON COLUMN v1.figures.extractor_version IS 'Version of the extractor.';
COMMENT ON COLUMN v1.figures.claimed_by_entity_id IS 'The entity that claimed_by means; null where none is known.';
COMMENT ON COLUMN v1.figures.claimed_via IS 'The outlet through which the claim came; null where it came directly.';
COMMENT ON COLUMN v1.figures.quote IS 'Ordinal of the quote it stands in; null outside quotes.';

CREATE OR REPLACE VIEW v1.dates AS
SELECT article_id, revision, start_char, end_char, text, (attributes ->> 'starts_on')::date AS starts_on,
       (attributes ->> 'ends_on')::date AS ends_on, attributes ->> 'precision' AS precision, extractor, extractor_version,
       attributes ->> 'timex' AS timex, attributes ->> 'type' AS type
  FROM annotations
 WHERE kind = 'date';
COMMENT ON VIEW v1.dates IS 'Dates and times that a text names, relative ones counted from its publication.';
COMMENT ON COLUMN v1.dates.article_id IS 'The article.';
COMMENT ON COLUMN v1.dates.revision IS 'Its revision.';
COMMENT ON COLUMN v1.dates.start_char IS 'Where it begins in the revision''s text, in code points from 0.';
COMMENT ON COLUMN v1.dates.end_char IS 'Where it ends.';
COMMENT ON COLUMN v1.dates.text IS 'The words.';
COMMENT ON COLUMN v1.dates.starts_on IS 'The first day meant; null where it is open (no later than Friday), or where nothing tells, as of a relative date in an article without a date.';
COMMENT ON COLUMN v1.dates.ends_on IS 'The last day meant, included; the same as starts_on for a day. Null where it is open.';
COMMENT ON COLUMN v1.dates.precision IS 'How exact: time, day, week, month, quarter, season, year, decade, century, vague; duration: no date at all.';
COMMENT ON COLUMN v1.dates.extractor IS 'What found it.';
COMMENT ON COLUMN v1.dates.extractor_version IS 'Version of the extractor.';
COMMENT ON COLUMN v1.dates.timex IS 'Its value as in TIMEX3 (ISO-TimeML): 2024-10-28, 2024-W44, P2Y, PRESENT_REF.';
COMMENT ON COLUMN v1.dates.type IS 'date, range, time, duration or set.';

CREATE OR REPLACE VIEW v1.citations AS
SELECT article_id, revision, start_char, end_char, text, attributes ->> 'cited' AS cited, entity_id AS cited_entity_id,
       attributes ->> 'via' AS via, attributes ->> 'url' AS url, extractor, extractor_version, (attributes ->> 'quote')::int AS quote
  FROM annotations
 WHERE kind = 'citation';
COMMENT ON VIEW v1.citations IS 'Whom an article names as the source of what it reports; an outlet that names itself (told the Courier) is one too.';
COMMENT ON COLUMN v1.citations.article_id IS 'The article.';
COMMENT ON COLUMN v1.citations.revision IS 'Its revision.';
COMMENT ON COLUMN v1.citations.start_char IS 'Where the naming begins in the revision''s text, in code points from 0.';
COMMENT ON COLUMN v1.citations.end_char IS 'Where it ends.';
COMMENT ON COLUMN v1.citations.text IS 'The words that name the source.';
COMMENT ON COLUMN v1.citations.cited IS 'The source: an outlet, an agency, a document, an occasion.';
COMMENT ON COLUMN v1.citations.cited_entity_id IS 'The entity that cited means; null where it is none, as a briefing.';
COMMENT ON COLUMN v1.citations.via IS 'Through whom it is cited; null where nobody stands between.';
COMMENT ON COLUMN v1.citations.url IS 'The page''s link to it; null where it has none.';
COMMENT ON COLUMN v1.citations.extractor IS 'What found it.';
COMMENT ON COLUMN v1.citations.extractor_version IS 'Version of the extractor.';
COMMENT ON COLUMN v1.citations.quote IS 'Ordinal of the quote that it is the source of; null where of none.';

CREATE OR REPLACE VIEW v1.links AS
SELECT article_id, revision, attributes ->> 'url' AS url, attributes ->> 'host' AS host, attributes ->> 'anchor' AS anchor,
       (attributes ->> 'external')::boolean AS external
  FROM annotations
 WHERE kind = 'link';
COMMENT ON VIEW v1.links IS 'Links inside the article''s body.';
COMMENT ON COLUMN v1.links.article_id IS 'The article.';
COMMENT ON COLUMN v1.links.revision IS 'Its revision.';
COMMENT ON COLUMN v1.links.url IS 'Where the link leads, canonical.';
COMMENT ON COLUMN v1.links.host IS 'Host of url.';
COMMENT ON COLUMN v1.links.anchor IS 'The words the link stands on.';
COMMENT ON COLUMN v1.links.external IS 'It leads to another site.';

CREATE OR REPLACE VIEW v1.duplicates AS
SELECT article_id, of_article_id, kind, similarity FROM duplicates;
COMMENT ON VIEW v1.duplicates IS 'Articles that repeat another article''s text, and how it was found; articles.duplicate_of says the same in short.';
COMMENT ON COLUMN v1.duplicates.article_id IS 'The copy.';
COMMENT ON COLUMN v1.duplicates.of_article_id IS 'The one seen first by us, which need not be the one published first.';
COMMENT ON COLUMN v1.duplicates.kind IS 'same-text: word for word.';
COMMENT ON COLUMN v1.duplicates.similarity IS 'From 0 to 1; 1 for the same words.';

CREATE OR REPLACE VIEW v1.failures AS
SELECT a.id AS article_id, NULL::bigint AS feed_id, a.url, c.stage, c.reason, c.message, c.attempts, c.failed_at,
       CASE WHEN c.state IN ('due', 'running') THEN c.due_at END AS next_attempt_at
  FROM cursors c JOIN articles a ON a.id = c.id
 WHERE c.kind = 'article' AND c.reason IS NOT NULL
UNION ALL
SELECT NULL, f.id, f.url, c.stage, c.reason, c.message, f.consecutive_failures, c.failed_at,
       CASE WHEN c.state IN ('due', 'running') THEN c.due_at END
  FROM cursors c JOIN feeds f ON f.id = c.id
 WHERE c.kind = 'feed' AND c.reason IS NOT NULL AND f.status <> 'removed'
UNION ALL
SELECT CASE WHEN kind = 'article' THEN item_id END, CASE WHEN kind = 'feed' THEN item_id END, url, stage, reason, message,
       1, seen_at, NULL
  FROM setbacks;
COMMENT ON VIEW v1.failures IS 'What did not end in v1.articles, or not yet, and why; and what failed beside it.';
COMMENT ON COLUMN v1.failures.article_id IS 'The article, where it is about one.';
COMMENT ON COLUMN v1.failures.feed_id IS 'The feed, where it is about one or about an entry of it that is no article.';
COMMENT ON COLUMN v1.failures.url IS 'The address concerned.';
COMMENT ON COLUMN v1.failures.stage IS 'Where it stopped: poll, fetch, clean, extract or cluster.';
COMMENT ON COLUMN v1.failures.reason IS 'Why, in a word: dns, refused_address, connect, tls, timeout, http_4xx, http_5xx, gone, rate_limited, robots, too_large, too_many_redirects, not_html, bad_encoding, bad_feed, challenge, consent, login, soft_404, not_article, no_text, too_slow, crashed or error.';
COMMENT ON COLUMN v1.failures.message IS 'Why, in a sentence for people; its words may change.';
COMMENT ON COLUMN v1.failures.attempts IS 'How often it was tried at this stage.';
COMMENT ON COLUMN v1.failures.failed_at IS 'When it last failed.';
COMMENT ON COLUMN v1.failures.next_attempt_at IS 'When it is tried again by itself; null: it will not be.';

CREATE OR REPLACE VIEW v1.changes AS
SELECT seq, at, article_id, kind, revision, subject FROM changes;
COMMENT ON VIEW v1.changes IS 'What happened to articles, in the order of commits: read it by seq and remember the last one.';
COMMENT ON COLUMN v1.changes.seq IS 'Grows; no smaller one ever appears after a larger one was visible. Numbers may be skipped.';
COMMENT ON COLUMN v1.changes.at IS 'When it was written.';
COMMENT ON COLUMN v1.changes.article_id IS 'The article; after kind deleted with subject article it has no row in articles any more.';
COMMENT ON COLUMN v1.changes.kind IS 'new; edited by the publisher; reextracted by us; merged: found to repeat another; deleted.';
COMMENT ON COLUMN v1.changes.revision IS 'The revision that was then the newest; of a capture, the newest made from it. Null where there is none.';
COMMENT ON COLUMN v1.changes.subject IS 'What it happened to: article; or capture, where a raw page is no longer kept while the article stands.';

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'wireroom_reader') THEN
    CREATE ROLE wireroom_reader NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
          WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'the role wireroom_reader is missing and this user may not create it: CREATE ROLE wireroom_reader NOLOGIN';
END $$;
GRANT USAGE ON SCHEMA v1 TO wireroom_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA v1 TO wireroom_reader;

"""The closed classes of English words that attributions are made of."""

from collections.abc import Mapping


def _class(words: str) -> frozenset[str]:
    return frozenset(words.split())


# How much a source says of whom it is, for choosing between two readings of the same words.
NAMED: Mapping[str, int] = {
    "outlet": 4, "platform": 3, "organisation": 3, "person": 3, "name": 2, "place": 0, "media": 1, "document": 1, "occasion": 1,
}  # fmt: skip
PRINT = frozenset({"outlet", "media"})
SPOKEN_FOR = frozenset({"outlet", "media", "organisation", "document"})

POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
DETERMINERS = _class("a an the its his her their our this that these those one another some several")
OF = frozenset({"of", "by", "from", "in", "on", "for", "at", "to", "published", "released", "issued", "posted"})
STOPS = _class(
    """and or but nor that which who whom whose when where while as than if because though although is are was were be
    been being has have had will would can could may might must should shall do does did not on at in to with
    without for from by of about after before since until during over under between against into through towards
    he she it they we you i him them us me himself herself themselves said says say told saying reported
    reportedly so also then there here what how why"""
)
BETWEEN = _class(
    """had has have also first previously earlier later separately recently initially originally already since then on
    monday tuesday wednesday thursday friday saturday sunday today yesterday exclusively"""
)
REPORTS = _class(
    """reported reports said says revealed disclosed reveals learned learnt noted notes claimed claims added observed
    announced writes wrote understands confirmed adds quoted cited cites quotes alleged estimated suggested
    broke"""
)
DAYS = _class(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december christmas easter"""
)
UNHELD = _class(
    """agree agreed agrees agreeing refuse refused refuses declined decline declines sought seek seeks seeking request requested
    requests requesting want wanted wants offer offered offers"""
)
SAME = _class(
    "newspaper paper tabloid broadsheet magazine broadcaster outlet daily weekly website"
)  # "the paper": named before
OUTLETS = _class(
    "newspaper tabloid broadsheet magazine broadcaster blog news newswire podcast portal"
)  # whose name follows
ADDRESSING = _class(
    """address thank warn praise attack promote discuss support criticise criticize urge tell ask remind accuse condemn defend
    honour honor denounce help persuade convince press pressure push mark blame"""
)
BY = _class(
    """reported published carried aired broadcast run seen reviewed obtained viewed verified interviewed quoted cited
    shared revealed released compiled conducted relayed translated distributed posted"""
)
NOUNS = frozenset(
    {"report", "reports", "reporting", "article", "articles", "investigation", "coverage", "exclusive", "editorial"}
)
PERSONAL = frozenset({"interview", "interviews", "remarks", "comments", "conversation", "interviewed"})
LIVE = frozenset(
    {"speaking", "spoke", "speaks", "talking", "talked", "appeared", "appearing", "appearance", "statement"}
)
INTERVIEWS = _class(
    """earlier recent exclusive separate phone telephone television tv televised live radio video written joint
    wide-ranging previous lengthy rare new brief short extensive published broadcast long first later subsequent
    on-camera"""
)
OCCASIONAL = INTERVIEWS | _class(
    "weekly daily monthly regular annual virtual online final closing opening white house pentagon state department"
)
PAPERS = _class(
    """report reports article articles story stories investigation analysis study survey poll polls data figures
    document documents account accounts dispatch records filing filings papers interview statement statements
    bulletin leak leaks memo transcript editorial column estimate estimates assessment tally count research
    publication footage sources"""
)
PRESS = _class(
    """media press newspapers newspaper tabloids outlets broadcasters agencies newswires websites television tv
    bloggers journalists correspondents reporters channels"""
)
MEDIUM = frozenset({"newspaper", "magazine", "agency", "website", "channel", "tabloid", "daily", "newswire"})
STAFF = frozenset(
    {"journalist", "journalists", "correspondent", "correspondents", "reporter", "reporters", "columnist", "sources"}
)
INSTITUTION = _class(
    """ministry department police army navy force forces office council parliament party committee commission
    government court agency service bureau university institute bank union nations inc corp company group
    federation association ltd plc administration authority hospital guard staff command organization
    organisation fund foundation board"""
)
BODIES = _class(
    """intelligence ministry military army police government authorities officials agencies services monitors watchdog
    watchdogs prosecutors investigators regulators researchers analysts diplomats defectors residents activists
    witnesses lawmakers charities groups organisations organizations parliament administration"""
)
PLATFORMS = _class(
    """X Twitter Facebook Instagram Telegram YouTube TikTok LinkedIn WhatsApp VK VKontakte Threads Bluesky Mastodon
    Reddit Weibo WeChat Viber Substack Medium Rumble LiveJournal TruthSocial Truth"""
)
ON_PLATFORM = DETERMINERS | _class(
    """social media platform network site website app messaging messenger microblogging channel account page official
    personal own verified live 's ’s video-sharing blogging service , former formerly"""
)
POSTED = frozenset(
    {"post", "posts", "channel", "account", "page", "message", "thread", "video", "statement", "update", "feed"}
)
POSTS = _class(
    """post posts posted posting wrote writes writing written said says saying share shared shares sharing tweet
    tweeted tweets message messages statement statements video videos published publishes announced announcing
    added adding claimed took taking confirmed reported stated comment comments commented thread update uploaded
    released account remarks responded replied address quipped warned"""
)

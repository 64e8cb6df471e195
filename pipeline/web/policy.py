"""What a publisher says of uses besides reading, as it came with a page: recorded, never interpreted away.

x_robots_tag           directives by user agent, "*" for all (Google's and Bing's robots documentation)
noai, noimageai        true where X-Robots-Tag says so to all (a convention of DeviantArt's, 2022)
tdm_reservation        1 or 0; tdm_policy: a URL (W3C Community Group: TDM Reservation Protocol, 2024, header fields)
content_usage          category to "y" or "n": Content-Usage as a header field or in robots.txt (draft-ietf-aipref-attach)
content_signal         signal to "yes" or "no": Content-Signal in robots.txt (contentsignals.org)
ai_agents_disallowed   crawlers of AI companies that robots.txt names and keeps from this page
"""

import re
from typing import Any

from pipeline.web import robots

# Product tokens as their operators document them, after the list that ai.robots.txt keeps (github.com/ai-robots-txt), without
# those that are general tools or search engines.
AI_AGENTS = (
    "AI2Bot", "Ai2Bot-Dolma", "Amazonbot", "anthropic-ai", "Applebot-Extended", "bedrockbot", "Brightbot", "Bytespider",
    "CCBot", "ChatGLM-Spider", "ChatGPT-User", "Claude-SearchBot", "Claude-User", "Claude-Web", "ClaudeBot", "cohere-ai",
    "cohere-training-data-crawler", "Cotoyogi", "Crawl4AI", "DeepSeekBot", "Diffbot", "DuckAssistBot", "FacebookBot",
    "FirecrawlAgent", "FriendlyCrawler", "Gemini-Deep-Research", "Google-CloudVertexBot", "Google-Extended",
    "Google-NotebookLM", "GoogleOther", "GPTBot", "iaskspider", "ICC-Crawler", "ImagesiftBot", "img2dataset",
    "KunatoCrawler", "laion-huggingface-processor", "LAIONDownloader", "meta-externalagent", "meta-externalfetcher",
    "MistralAI-User", "NovaAct", "OAI-SearchBot", "omgili", "omgilibot", "PanguBot", "Perplexity-User", "PerplexityBot",
    "PhindBot", "QuillBot", "SBIntuitionsBot", "TavilyBot", "TikTokSpider", "Timpibot", "VelenPublicWebCrawler",
    "Webzio-Extended", "YouBot",
)  # fmt: skip
_SPELLED = {agent.lower(): agent for agent in AI_AGENTS}
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_AGENT = re.compile(r"([a-z][a-z0-9_.-]{1,49})\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_PREFERENCE = re.compile(r"([a-z*][a-z0-9_.*-]{0,39})\s*=\s*(yes|no|y|n)(?![a-z0-9])")
_MAX_VALUE, _MAX_DIRECTIVES = 1_000, 40
_MAX_RULES = 500  # a crawler with more rules of its own is left out: each crawler's are compiled


def policy(headers: tuple[tuple[str, str], ...], status: int | None, body: bytes, url: str) -> dict[str, Any] | None:
    """What is said of the page at `url`, as JSON; `status` and `body` are its robots.txt's. None where nothing is."""
    said: dict[str, Any] = {}
    usage: list[str] = []
    for name, value in headers:
        match name.lower():
            case "x-robots-tag":
                _robots_tag(said.setdefault("x_robots_tag", {}), value)
            case "tdm-reservation" if value.strip() in {"0", "1"}:
                said["tdm_reservation"] = int(value)
            case "tdm-policy":
                said["tdm_policy"] = _printable(value)
            case "content-usage":
                usage.append(value)
    for directive in ("noai", "noimageai"):
        if directive in said.get("x_robots_tag", {}).get("*", ()):
            said[directive] = True
    if file := robots.read(status, body):
        rules = file.rules(robots.PRODUCT.lower())
        usage += _for_page(rules.values("content-usage"), url)
        if signals := _preferences(_for_page(rules.values("content-signal"), url)):
            said["content_signal"] = signals
        named = {name: file.rules(name) for name in file.named(_SPELLED)}
        kept_out = [_SPELLED[name] for name, its in named.items() if len(its) <= _MAX_RULES and not its.allow(url)]
        if kept_out:
            said["ai_agents_disallowed"] = kept_out
    if preferences := _preferences(usage):
        said["content_usage"] = preferences
    return {name: value for name, value in said.items() if value not in ("", {})} or None


def _printable(value: str) -> str:
    return "".join(filter(str.isprintable, value.strip()))[:_MAX_VALUE]


def _robots_tag(into: dict[str, list[str]], value: str) -> None:
    """One header's directives; a user agent in front of a directive is whom it and the next ones are for."""
    agent, rest = "*", _printable(value)
    while rest:
        prefixed = _AGENT.match(rest)
        if prefixed and prefixed[1].lower() not in _VALUED:
            agent, rest = prefixed[1].lower(), prefixed[2]
            continue
        # The date of unavailable_after may have a comma in it.
        directive, _, rest = (rest, "", "") if rest.lower().startswith("unavailable_after") else rest.partition(",")
        directive, rest = " ".join(directive.split()).lower(), rest.lstrip(" ,")
        known = into.setdefault(agent, [])
        if directive and directive not in known and sum(map(len, into.values())) < _MAX_DIRECTIVES:
            known.append(directive)


def _for_page(values: list[str], url: str) -> list[str]:
    """The preferences of robots.txt records for this page: of those with a path, the ones of the longest that matches."""
    best: list[str] = []
    longest = -1
    for value in values[:_MAX_DIRECTIVES]:
        path, _, preferences = value.partition(" ") if value.startswith("/") else ("/", "", value)
        if len(path) >= longest and not robots.Rules([[("disallow", path)]]).allow(url):
            best = [*best, preferences] if len(path) == longest else [preferences]
            longest = len(path)
    return best


def _preferences(values: list[str]) -> dict[str, str]:
    """Categories and what is said of them; where two differ, no (draft-ietf-aipref-vocab, combining preferences)."""
    found: dict[str, str] = {}
    for value in values:
        for category, preference in _PREFERENCE.findall(value[:_MAX_VALUE].lower()):
            if len(found) < _MAX_DIRECTIVES and not found.get(category, "").startswith("n"):
                found[category] = preference
    return found

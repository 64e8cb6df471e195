"""Every knob of Wireroom, and the only reader of the environment.

`load()` reads and checks; nothing reads settings at import. `workers/bootstrap.py` builds `Settings` once and hands each
part its slice.
"""

import ipaddress
import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "WIREROOM_"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# A password may hold anything but blanks; in a server's URL also a slash, which elsewhere ends the host.
_PASSWORD = re.compile(
    r"(\b(?:postgres(?:ql)?|rediss?)(?:\+\w+)?://[^\s/:@]*:)\S+@|(\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/]+@",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"([?&](?:ssl)?password=)[^\s&\"']+", re.IGNORECASE)
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_RECOGNISER = re.compile(r"[a-z]{2,3}\s*=\s*(?:spacy|gliner|stanza):[^\s,]+")
_WITHOUT_SCHEME = re.compile(r"^([^\s:@]*:)\S+@")


class InvalidSetting(ValueError):
    """One line that names the variable, its value and what is allowed."""


def usable_cores() -> int:
    """Cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _seconds(times: str) -> list[float]:
    """Times such as 1h as seconds; -1 for what is none."""
    if times.strip().lower() == "never":
        return []
    read = (_DURATION.fullmatch(part.strip()) for part in times.split(","))
    return [float(found[1]) * _UNITS[found[2]] if found else -1.0 for found in read]


def _with_port(url: str | None) -> str | None:
    if url is not None:
        try:
            urlsplit(url).port  # noqa: B018
        except ValueError:
            raise ValueError("a URL whose port is a number") from None
    return url


class Settings(BaseSettings):
    """All settings; each field's variable is its name in capitals behind WIREROOM_. Times are seconds, sizes are bytes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    home: Path = Path(".wireroom")
    database_url: str | None = None
    redis_url: str | None = None
    log: Literal["json", "text"] | None = None

    user_agent: str = Field("Wireroom/0.1", min_length=1, max_length=200, pattern=r"^[\x20-\x7e]+$")
    contact: str | None = Field(None, max_length=200, pattern=r"^[\x21-\x7e]+$")
    fetch_allow: Annotated[tuple[Network, ...], NoDecode] = ()
    fetch_ports: Annotated[tuple[int, ...], NoDecode] = ()  # besides 80, 443, 8080, 8443
    host_delay: float = Field(1.0, ge=0, le=3600)
    host_concurrency: int = Field(2, ge=1, le=1000)

    concurrency: int = Field(default_factory=usable_cores, ge=1, le=256)
    network_concurrency: int = Field(2, ge=1, le=64)
    compute_batch: int = Field(20, ge=1, le=200)
    network_batch: int = Field(40, ge=1, le=500)
    queue_depth: int = Field(50, ge=1, le=10_000)

    lease: float = Field(90, ge=2, le=3600)
    sweep: float = Field(30, ge=0.5, le=3600)
    tick: float = Field(0.25, ge=0.02, le=60)
    max_attempts: int = Field(4, ge=1, le=20)
    retry_base: float = Field(60, ge=0, le=86_400)

    poll_interval: int = Field(900, ge=1, le=86_400)  # of a new feed; from then on its own, 15 minutes at least
    fetch_timeout: float = Field(30, gt=0, le=600)  # a request with its redirects, without waiting for turns
    connect_timeout: float = Field(10, gt=0, le=60)  # until a connection stands: name, TCP, TLS
    header_timeout: float = Field(15, gt=0, le=120)  # from the request to the end of the answer's headers
    idle_timeout: float = Field(15, gt=0, le=120)  # without a byte
    max_page: int = Field(10_000_000, ge=1_000, le=100_000_000)
    max_feed: int = Field(10_000_000, ge=1_000, le=100_000_000)
    revisit: str = "1h,6h,24h,7d"  # when a page is looked at again, counted from its first fetch; or never
    page_seconds: float = Field(10, gt=0, le=600)  # of CPU time to clean a page; at most 0.15 of the lease
    page_memory: int = Field(400_000_000, ge=50_000_000)  # that cleaning a page, or an extractor, may take
    recognisers: str = ""  # of names, instead of our rules: en=spacy:en_core_web_sm, uk=stanza:uk
    child_memory: int = Field(700_000_000, ge=50_000_000)
    child_batches: int = Field(500, ge=1)

    websub_callback: str | None = Field(None, max_length=1_000)  # under which URL hubs reach this machine
    websub_host: str = "127.0.0.1"
    websub_port: int = Field(8079, ge=1, le=65_535)
    websub_lease: int = Field(864_000, ge=60, le=31_536_000)

    bound: int = 0  # end when the process with this id has ended; 0: nobody's
    sample: bool = False
    sample_port: int = Field(8077, ge=1, le=65_535)

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _networks(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return tuple(ipaddress.ip_network(part.strip()) for part in value.split(",") if part.strip())
        except ValueError as error:
            raise ValueError(f"comma-separated CIDRs such as 10.0.0.0/8 ({error})") from None

    @field_validator("fetch_ports", mode="before")
    @classmethod
    def _ports(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 1 <= int(part) <= 65_535 for part in parts):
            raise ValueError("comma-separated ports such as 81, 8000")
        return parts

    @field_validator("revisit")
    @classmethod
    def _times(cls, value: str) -> str:
        if not all(0 < each <= 31_536_000 for each in _seconds(value)):
            raise ValueError(
                "never, or comma-separated times of at most a year, such as 1h,6h,24h,7d (units s, m, h, d)"
            )
        return value

    @field_validator("recognisers")
    @classmethod
    def _models(cls, value: str) -> str:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(_RECOGNISER.fullmatch(part) for part in parts):
            raise ValueError(
                "comma-separated LANGUAGE=LIBRARY:MODEL such as en=spacy:en_core_web_sm (libraries spacy, gliner, stanza)"
            )
        return value

    @field_validator("database_url")
    @classmethod
    def _postgres(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"postgresql", "postgres"}:
            raise ValueError("a URL that starts with postgresql://")
        return _with_port(value)

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"redis", "rediss", "redis+socket"}:
            raise ValueError("a URL that starts with redis://, rediss:// or redis+socket://")
        return _with_port(value)

    @field_validator("websub_callback")
    @classmethod
    def _callback(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            plain = value.isascii() and value.isprintable() and not set(value) & set(" ?#@")
            if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
                raise ValueError("an http or https URL without user, query and fragment")
        return _with_port(value)

    @model_validator(mode="after")
    def _no_delay_only_where_allowed(self) -> "Settings":
        if self.host_delay == 0 and not self.fetch_allow:
            raise ValueError(
                "WIREROOM_HOST_DELAY=0: allowed only for the addresses in WIREROOM_FETCH_ALLOW, which is empty"
            )
        return self

    @property
    def revisits(self) -> tuple[float, ...]:
        """Seconds after its first fetch at which a page is looked at again."""
        return tuple(sorted(set(_seconds(self.revisit))))

    @property
    def models(self) -> dict[str, str]:
        """LIBRARY:MODEL that finds names, by language; the rules for all others."""
        parts = [part.strip().split("=", 1) for part in self.recognisers.split(",") if part.strip()]
        return {language.strip(): spec.strip() for language, spec in parts}

    @property
    def agent(self) -> str:
        """The User-Agent sent with every request, with the contact where one is set."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent

    @property
    def time_limit(self) -> float:
        """Seconds after which a compute batch's process is ended: inside the lease, so that nobody else works on it yet."""
        return self.lease * 0.8


def load(**overrides: Any) -> Settings:
    """Settings from the environment, `overrides` first.

    Raises:
        InvalidSetting: a value that is not allowed.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise InvalidSetting(message) from None
        name = PREFIX + str(first["loc"][0]).upper()
        value = without_password(str(first["input"]))
        raise InvalidSetting(f"{name}={value!r} is not allowed: {message}") from None


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment with these settings in it, for child processes."""
    env = dict(os.environ)  # noqa: TID251
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        env.pop(PREFIX + name.upper(), None)
        if isinstance(value, tuple):
            value = ",".join(map(str, value))
        if value is not None:
            env[PREFIX + name.upper()] = str(value.resolve() if isinstance(value, Path) else value)
    return env


def without_password(url: str) -> str:
    """The URL with its password replaced, fit for a log, even where it lacks its scheme; anything else unchanged."""
    return without_passwords(url) if "://" in url else _PARAMETER.sub(r"\1***", _WITHOUT_SCHEME.sub(r"\1***@", url))


def without_passwords(text: str) -> str:
    """The text without the passwords in the URLs in it."""
    if "://" not in text:
        return text
    return _PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1\2***@", text))

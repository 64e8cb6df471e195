"""Settings read once, parts built from them, each process its own: what is forked builds its connections anew."""

import os
from dataclasses import dataclass, replace
from functools import cache

from celery import Celery
from sqlalchemy import Engine

from config import settings
from config.settings import InvalidSetting, Settings
from pipeline.deadline import Bounds
from pipeline.errors import WrongUsage
from pipeline.extract import entities
from pipeline.runner import Runner, RunnerKnobs
from pipeline.store.engine import connect
from pipeline.web.guard import PORTS, Guard
from pipeline.web.knobs import WebKnobs
from workers import embedded
from workers.app import make_app
from workers.broker import Broker, client_url


@dataclass(frozen=True, slots=True)
class Parts:
    """What a process works with."""

    settings: Settings  # with both servers' URLs
    engine: Engine
    app: Celery
    broker: Broker
    servers: embedded.Servers | None  # the embedded ones, where this process holds them


def read_settings() -> Settings:
    """Settings from the environment.

    Raises:
        WrongUsage: a value that is not allowed.
    """
    try:
        return settings.load()
    except InvalidSetting as error:
        raise WrongUsage(str(error)) from None


def configure(chosen: Settings) -> None:
    """Hand the extractors their slice: models instead of rules."""
    entities.use(chosen.models)


@cache
def _resolved() -> tuple[Settings, embedded.Servers | None]:
    """Settings with both servers' URLs; embedded servers are started where none is set, and held until this process ends."""
    chosen = read_settings()
    configure(chosen)
    return embedded.ensure(chosen)


@cache
def celery_app() -> Celery:
    """The Celery application with a task for each stage of the flow."""
    from workers import tasks

    chosen, _ = _resolved()
    app = make_app(chosen)
    tasks.register(app)
    return app


@cache
def _parts(pid: int) -> Parts:
    chosen, servers = _resolved()
    assert chosen.database_url is not None
    app = celery_app()
    return Parts(chosen, connect(chosen.database_url), app, Broker(app, chosen), servers)


def parts() -> Parts:
    """This process's parts."""
    return _parts(os.getpid())


@cache
def _runner(pid: int) -> Runner:
    mine = parts()
    knobs = replace(runner_knobs(mine.settings), carries=frozenset(mine.app.conf.get("wireroom_carries") or ()))
    broker = mine.broker
    return Runner(mine.engine, knobs, web_knobs(mine.settings), broker.wake, broker.has_room, broker.news_wait)


def runner() -> Runner:
    """This process's runner."""
    return _runner(os.getpid())


def runner_knobs(chosen: Settings) -> RunnerKnobs:
    """The runner's slice of the settings."""
    # No page is begun after half a lease, and `time_limit` ends the process after 0.8 of it: time for a page and its spare.
    bounds = Bounds(min(chosen.page_seconds, chosen.lease * 0.15), chosen.page_memory)
    return RunnerKnobs(chosen.lease, chosen.sweep, chosen.max_attempts, chosen.retry_base, bounds=bounds)


def web_knobs(chosen: Settings) -> WebKnobs:
    """The network stages' slice of the settings."""
    assert chosen.redis_url is not None
    exact = (("127.0.0.1", chosen.sample_port),) if chosen.sample else ()
    return WebKnobs(
        agent=chosen.agent,
        guard=Guard(chosen.fetch_allow, exact, PORTS | set(chosen.fetch_ports)),
        redis_url=client_url(chosen.redis_url),
        host_delay=chosen.host_delay,
        host_concurrency=chosen.host_concurrency,
        timeout=min(chosen.fetch_timeout, chosen.lease * 0.6),
        max_page=chosen.max_page,
        max_feed=chosen.max_feed,
        connect_timeout=chosen.connect_timeout,
        header_timeout=chosen.header_timeout,
        idle_timeout=chosen.idle_timeout,
    )

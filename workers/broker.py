"""Redis seen from our side: how long the queues are, and sending hints. The one place where its errors become ours."""

from collections.abc import Sequence
from typing import Any

import redis
import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from config.settings import Settings
from pipeline.errors import Unavailable
from pipeline.flow import BY_NAME, FLOW, QUEUES
from pipeline.model import Lane

log = structlog.get_logger()
# Lower goes first. kombu keeps each step of priority in a list of its own behind the queue's name, and a worker looks into those
# of all its queues at once: a live hint waits behind no replay of an earlier one.
PRIORITY: dict[Lane, int] = {"live": 0, "replay": 3}
_KEYS = {
    (queue, lane): f"{queue}\x06\x16{step}" if step else queue for queue in QUEUES for lane, step in PRIORITY.items()
}
_NEWS = [_KEYS[stage.name, "live"] for stage in FLOW if not stage.network]
# A child that works on a replay message takes no news: as many articles as cost little more each than in larger batches.
REPLAY_BATCH = 10


def client_url(url: str) -> str:
    """The URL as redis-py spells it."""
    return url.replace("redis+socket:", "unix:", 1).replace("virtual_host=", "db=")


class Broker:
    """Queues of hints. A hint that cannot be sent is not an error: the scheduler sends it again."""

    def __init__(self, app: Celery, settings: Settings) -> None:
        assert settings.redis_url is not None
        self._app = app
        self._settings = settings
        self._redis: redis.Redis = redis.Redis.from_url(
            client_url(settings.redis_url),
            socket_timeout=5,
            socket_connect_timeout=5,
            retry=Retry(NoBackoff(), 1),  # by itself it would try for half a minute
        )

    def depths(self) -> dict[str, int]:
        """Messages waiting in each queue, of both lanes.

        Raises:
            Unavailable: Redis does not answer.
        """
        lanes = self.depths_by_lane()
        return {queue: sum(lanes[queue, lane] for lane in PRIORITY) for queue in QUEUES}

    def depths_by_lane(self) -> dict[tuple[str, Lane], int]:
        """Messages waiting in each queue, lane by lane.

        Raises:
            Unavailable: Redis does not answer.
        """
        try:
            pipe = self._redis.pipeline(transaction=False)
            for key in _KEYS.values():
                pipe.llen(key)
            return dict(zip(_KEYS, (int(depth) for depth in pipe.execute()), strict=True))
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {str(error)[:200]}") from error

    def was_emptied(self) -> bool:
        """Whether Redis has forgotten everything since this was last asked by anyone; told to one caller only.

        Raises:
            Unavailable: Redis does not answer.
        """
        try:
            return bool(self._redis.set("wireroom:remembers", "1", nx=True))
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {str(error)[:200]}") from error

    def has_room(self, stage: str) -> bool:
        """Whether live hints may be sent; no when Redis does not answer."""
        try:
            return self.depths_by_lane()[stage, "live"] < self._settings.queue_depth
        except Unavailable:
            return False

    def news_wait(self) -> bool:
        """Whether a live hint waits for a process of the compute stages; no when Redis does not answer."""
        try:
            return bool(self._redis.exists(*_NEWS))
        except (RedisError, OSError):
            return False

    def batch(self, stage: str, lane: Lane = "live") -> int:
        """Ids a message of this stage carries."""
        if BY_NAME[stage].network:
            return self._settings.network_batch
        most = self._settings.compute_batch
        return min(most, REPLAY_BATCH) if lane == "replay" else most

    def wake(self, stage: str, ids: Sequence[int], lane: Lane = "live") -> None:
        """Send hints for these ids, in batches; what cannot be sent is left to the scheduler."""
        size = self.batch(stage, lane)
        try:
            with self._app.producer_pool.acquire(block=True, timeout=5) as producer:
                for start in range(0, len(ids), size):
                    self._app.send_task(
                        f"wireroom.{stage}", args=[list(ids[start : start + size])], queue=stage, producer=producer,
                        priority=PRIORITY[lane],
                    )  # fmt: skip
        except (OperationalError, RedisError, OSError) as error:
            log.warning("hint not sent", stage=stage, ids=len(ids), error=str(error)[:200])

    def ping(self) -> dict[str, Any]:
        """What Redis says of itself.

        Raises:
            Unavailable: it does not answer.
        """
        try:
            return dict(self._redis.info())
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {str(error)[:200]}") from error

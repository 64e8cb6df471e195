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
from pipeline.flow import BY_NAME, QUEUES

log = structlog.get_logger()


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
        """Messages waiting in each queue.

        Raises:
            Unavailable: Redis does not answer.
        """
        try:
            pipe = self._redis.pipeline(transaction=False)
            for queue in QUEUES:
                pipe.llen(queue)
            return dict(zip(QUEUES, (int(depth) for depth in pipe.execute()), strict=True))
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

    def room(self, stage: str, depths: dict[str, int] | None = None) -> int:
        """How many more messages the stage's queue takes."""
        return max(0, self._settings.queue_depth - (depths or self.depths())[stage])

    def has_room(self, stage: str) -> bool:
        """Whether hints may be sent; no when Redis does not answer."""
        try:
            return self.room(stage) > 0
        except Unavailable:
            return False

    def batch(self, stage: str) -> int:
        """Ids a message of this stage carries."""
        return self._settings.network_batch if BY_NAME[stage].network else self._settings.compute_batch

    def wake(self, stage: str, ids: Sequence[int]) -> None:
        """Send hints for these ids, in batches; what cannot be sent is left to the scheduler."""
        size = self.batch(stage)
        try:
            with self._app.producer_pool.acquire(block=True, timeout=5) as producer:
                for start in range(0, len(ids), size):
                    self._app.send_task(
                        f"wireroom.{stage}", args=[list(ids[start : start + size])], queue=stage, producer=producer
                    )
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

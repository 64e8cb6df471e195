"""The Celery application: five queues, one generic task a stage, and options that survive a lost connection.

Measured reasons for each option stand in docs/decisions.md. No result backend, no ETA, no retries of Celery's own:
PostgreSQL remembers what is due.
"""

from typing import Any

from celery import Celery
from kombu.entity import Queue
from kombu.transport import redis

from config.settings import Settings
from pipeline.flow import QUEUES


def broker_url(url: str) -> str:
    """The URL as kombu spells it: the database of a Unix socket goes by `virtual_host`."""
    path, _, query = url.partition("?")
    return f"{path}?{query.replace('db=', 'virtual_host=')}" if path.startswith("redis+socket:") and query else url


class HintQoS(redis.QoS):
    """Messages a worker holds, of which it takes only so many at a time.

    kombu 5.7 keeps counting one whose acknowledgement Redis did not hear: with as many of those as it has children, a worker
    takes nothing any more and, not reading, never sees that its connection is gone (docs/decisions.md, 2026-11-22).
    """

    def ack(self, delivery_tag: Any) -> None:
        """Count it as done whatever Redis says: what is due stands in the database."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        except self.channel.connection_errors:
            super(redis.QoS, self).ack(delivery_tag)  # type: ignore[no-untyped-call]
            raise


def make_app(settings: Settings) -> Celery:
    """An application for these settings; `redis_url` is set."""
    assert settings.redis_url is not None
    redis.Channel.QoS = HintQoS
    app = Celery("wireroom", broker=broker_url(settings.redis_url), set_as_current=True)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_queues=[Queue(name) for name in QUEUES],  # type: ignore[no-untyped-call]
        task_default_queue=QUEUES[0],
        task_create_missing_queues=False,
        task_acks_late=True,
        task_reject_on_worker_lost=False,
        task_time_limit=settings.time_limit,
        worker_prefetch_multiplier=1,
        worker_max_tasks_per_child=settings.child_batches,
        worker_max_memory_per_child=settings.child_memory // 1024,
        worker_soft_shutdown_timeout=min(20.0, settings.lease / 2),
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_heartbeat=0,
        broker_pool_limit=4,
        broker_transport_options={
            "socket_timeout": 10,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 10,
            "visibility_timeout": 900,
        },
        enable_utc=True,
    )
    return app

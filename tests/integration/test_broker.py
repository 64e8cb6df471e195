"""What a worker takes from Redis, when Redis goes."""

import os
import signal
from pathlib import Path

import pytest
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config.settings import Settings
from workers.app import make_app
from workers.embedded import Servers


def test_a_message_that_could_not_be_acknowledged_is_not_held_for_ever(tmp_path: Path) -> None:
    servers = Servers(tmp_path, postgres=False)
    servers.hold()
    try:
        app = make_app(Settings(home=tmp_path, redis_url=servers.redis_url))
        app.send_task("wireroom.fetch", args=[[1]], queue="fetch")
        with app.connection_for_read() as connection:
            channel = connection.channel()
            channel.basic_qos(0, 1, False)
            message = channel.basic_get("fetch")
            assert message is not None
            assert not channel.qos.can_consume()
            os.kill(int((tmp_path / "redis.pid").read_text()), signal.SIGKILL)
            with pytest.raises((RedisError, OperationalError, OSError)):
                message.ack()
            assert channel.qos.can_consume()
            channel.qos.restore_at_shutdown = False
        app.close()
    finally:
        servers.let_go()

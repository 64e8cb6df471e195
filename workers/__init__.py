"""Everything that runs: Celery, the scheduler, embedded servers, commands.

`celery -A workers worker` finds its application here; settings are read when it asks, not at import.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "celery":
        from workers.bootstrap import celery_app

        return celery_app()
    raise AttributeError(name)

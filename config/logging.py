"""The logs: one event a line on standard error, JSON for machines and text for people. No password reaches them."""

import logging
import sys
from typing import Any, Literal

import structlog

from config.settings import without_passwords


def _redact(_: Any, __: str, line: Any) -> str:
    """The last step, on the finished line: nothing inside values, tracebacks or nested data passes it by."""
    return without_passwords(str(line))


def configure(form: Literal["json", "text"] | None, level: int = logging.INFO) -> None:
    """Set up structlog and the standard library's loggers alike; `form` None: text on a terminal, JSON elsewhere."""
    form = form or ("text" if sys.stderr.isatty() else "json")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer, _redact],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("trafilatura", "htmldate", "courlan", "charset_normalizer", "alembic", "kombu", "justext"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    for chatty in ("celery.app.trace", "celery.worker.strategy", "amqp"):
        logging.getLogger(chatty).setLevel(logging.WARNING)

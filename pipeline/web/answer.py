"""What an HTTP status means for the item it answers."""

from pipeline import schedule
from pipeline.errors import Permanent, Reason, Setback, Transient
from pipeline.model import Capture


def setback(capture: Capture) -> Setback | None:
    """Why this answer is none to work with; None for a success (RFC 9110 §15)."""
    status, message = capture.status, f"answered {capture.status}"
    if status == 410:
        return Permanent(Reason.GONE, "410: gone for good")
    if status in (429, 503):
        wait = schedule.retry_after(capture.header("retry-after"), capture.fetched_at)
        return Transient(Reason.RATE_LIMITED if status == 429 else Reason.HTTP_5XX, message, wait)
    if status >= 500:
        return Transient(Reason.HTTP_5XX, message)
    if status in (408, 425):
        return Transient(Reason.HTTP_4XX, message)
    return None if 200 <= status < 300 else Permanent(Reason.HTTP_4XX, message)

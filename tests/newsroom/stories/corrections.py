"""What outlets changed in their articles after publication: a figure put right, a headline with it, a note at the end."""

from __future__ import annotations

from tests.newsroom.model import Correction

CORRECTIONS: tuple[Correction, ...] = (
    Correction(
        key="harbour-post/saltmarsh-by-election",
        at="2026-03-06T11:20:05+00:00",
        title="Reform Liberals take Saltmarsh by 69 votes after third count",
        instead=(
            ("by 71 votes", "by 69 votes"),
            ("9,803 votes against 9,732", "9,803 votes against 9,734"),
            ("The heron was ruled invalid.", "The heron was ruled invalid, and two ballots without one were found."),
        ),
    ),
    Correction(
        key="northline/chirrup-outage",
        at="2026-03-04T17:02:40+00:00",
        instead=(
            ("Some 6.2 million people", "Some 6.8 million people"),
            (
                "In Dalmin the deputy minister",
                "Chirrup first spoke of 6.2 million. It had forgotten the islands, it said.\n\n"
                "In Dalmin the deputy minister",
            ),
        ),
    ),
    Correction(
        key="novy-prichal/vybory-mera-dalmina",
        at="2026-03-05T18:10:00+00:00",
        instead=(("комиссия оценивает в 64 млн крон", "комиссия оценивает в 68 млн крон"),),
    ),
)

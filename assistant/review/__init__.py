"""What a reviewer needs beyond findings: verified changes, comparison, the slip, the map."""

from assistant.review.accept import accept_all, answerable_errors
from assistant.review.questions import needs_fact, questions_about
from assistant.review.suggest import suggest_changes
from assistant.review.verify import Settings, Verifier, supposed

__all__ = [
    "Settings",
    "Verifier",
    "accept_all",
    "answerable_errors",
    "needs_fact",
    "questions_about",
    "suggest_changes",
    "supposed",
]

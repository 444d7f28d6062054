"""What a review hands to every format: the files, their tables and what was said of them."""

from typing import NamedTuple

from assistant.domain.finding import TargetReview


class ReviewedFile(NamedTuple):
    """One file that was reviewed.

    Attributes:
        name: the file as the user named it.
        reviews: one review a table.
    """

    name: str
    reviews: tuple[TargetReview, ...]


class UnreadFile(NamedTuple):
    """One file that could not be read; the others are reported all the same.

    Attributes:
        file: the file as the user named it.
        message: what is wrong with it, in the user's language.
    """

    file: str
    message: str

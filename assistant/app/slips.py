"""The opinion slip of a file: review, suggestions, verdict, the reviewer's own words."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, assert_never

from pydantic import ValidationError

from assistant.app.documents import parse_document
from assistant.app.local_rules import AUTO, choose_profile
from assistant.app.suggestions import with_suggestions
from assistant.domain.slip import Slip, SlipNotes
from assistant.domain.target import TargetDocument
from assistant.exceptions import InputError
from assistant.messages import Language, Message, file_faults
from assistant.review.slip import make_slip
from assistant.validators import review_target

SlipFormat = Literal["text", "json", "markdown", "docx"]
_BAD_NOTES = Message(
    zh="审核人批注文件“{path}”不能用（{where}）；应为 JSON，写法见 docs/verdict.md。",
    en="The reviewer's notes '{path}' cannot be used ({where}); see docs/verdict.md for the JSON.",
)


def slips_of(
    path: Path,
    *,
    profile: str = AUTO,
    notes: SlipNotes | None = None,
    language: Language = Language.CHINESE,
    parse: Callable[[Path], TargetDocument] = parse_document,
) -> tuple[Slip, ...]:
    """A slip for every table of a file.

    Args:
        path: the file.
        profile: local rule settings by name or path, or ``auto``.
        notes: what the reviewer adds.
        language: language of the slip.
        parse: how a path becomes a document.

    Raises:
        AssistantError: the file cannot be read, or the profile is unknown.
    """
    slips = []
    for target in parse(path).targets:
        chosen = choose_profile(profile, target)
        review = review_target(
            # A form cannot excuse itself: what it says is waived counts until a reviewer agrees.
            target.model_copy(update={"waivers": ()}),
            chosen.profile,
            drafted=target.drafted,
            language=language,
        )
        review = with_suggestions(review, chosen.profile, language=language).review
        title = chosen.title(language)
        slips.append(make_slip(review, profile=title, notes=notes, language=language))
    return tuple(slips)


def read_notes(path: Path) -> SlipNotes:
    """The reviewer's notes as they were kept.

    Raises:
        InputError: the file is missing or not what is expected.
    """
    try:
        return SlipNotes.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(_BAD_NOTES, path=path, where=error.strerror or "I/O") from None
    except UnicodeDecodeError:
        raise InputError(_BAD_NOTES, path=path, where="UTF-8") from None
    except ValidationError as error:
        where = file_faults(error.errors())
        raise InputError(_BAD_NOTES, path=path, where=where) from None


def export_slips(slips: Sequence[Slip], file_format: SlipFormat, language: Language) -> str | bytes:
    """The slips in the format asked for."""
    if file_format == "json":
        data = {"slips": [slip.model_dump(mode="json") for slip in slips]}
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    from assistant.export.slip import slip_pages

    pages = [slip_pages(slip, language) for slip in slips]
    match file_format:
        case "text":
            from assistant.export.pages import pages_view
            from assistant.export.text import plain_text

            return "\n".join(plain_text(pages_view(one)) for one in pages)
        case "markdown":
            from assistant.export.pages import pages_markdown

            return "\n".join(map(pages_markdown, pages))
        case "docx":
            from assistant.export.docx import document_bytes
            from assistant.export.pages_docx import pages_document

            return document_bytes(pages_document(pages))
        case _:
            assert_never(file_format)

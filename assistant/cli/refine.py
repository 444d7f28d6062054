"""``assistant refine DRAFT.json "INSTRUCTION"``: changes a drafted table by a sentence."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.language import said, screen_language
from assistant.cli.options import Output, ProfileName
from assistant.cli.output import check_output, write_product
from assistant.cli.reading import read_document
from assistant.cli.talk import say, status
from assistant.exceptions import InputError, ProviderError
from assistant.messages import Message

HELP = said("用一句话修改已起草的表", "Change a drafted table by a sentence")
_READING = Message(zh="正在理解并修改…", en="Reading and changing …")
_QUESTION = Message(zh="{question}", en="{question}")
_CHANGE = Message(zh="{words}", en="{words}")
_NOTHING = Message(zh="表格没有变化。", en="Nothing was changed.")
_SAVED = Message(zh="已写入 {path}。", en="Written to {path}.")


def run(
    draft: Annotated[
        Path, typer.Argument(metavar="DRAFT.json", help=said("已起草的表", "the drafted table"))
    ],
    instruction: Annotated[
        str,
        typer.Argument(
            metavar="INSTRUCTION",
            help=said("要改什么，如“把第3条改成12场次”", "what to change"),
        ),
    ],
    profile: ProfileName = None,
    provider: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=said("用哪个模型；none 为不用模型", "which model; none works without one"),
        ),
    ] = None,
    output: Output = None,
) -> int:
    """Change one table; ask back where the sentence is not clear."""
    from assistant.app.drafts import DraftOptions
    from assistant.app.refinement import refine_target, refined_draft
    from assistant.cli.log import keep_log
    from assistant.export.json import draft_json
    from assistant.settings import load_settings

    check_output(output, [draft], "json")
    keep_log()
    settings = load_settings()
    if provider is not None:
        settings = settings.model_copy(update={"provider": provider})
    options = DraftOptions(profile=profile or settings.profile, language=screen_language())
    target = read_document(draft).targets[0]
    with status(_READING):
        refinement = refine_target(target, instruction, options, settings)
    if refinement.failure is not None:
        say(_QUESTION, question=refinement.question)
        return ProviderError.exit_code
    if refinement.question is not None:
        raise InputError(_QUESTION, question=refinement.question)
    write_product(draft_json(refined_draft(refinement)), output)
    for change in refinement.changes:
        say(_CHANGE, words=change.words)
    if not refinement.changes:
        say(_NOTHING)
    if output is not None:
        say(_SAVED, path=output)
    return 0

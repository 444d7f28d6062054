"""What the reader of a file left open, in the language of the review."""

from assistant.domain.target import Problem
from assistant.messages import Language, Message

_AS_READ = Message(zh="{what}", en="as noted when the file was read (in Chinese): {what}")


def told(problem: Problem, language: Language) -> str:
    """The sentence of a problem; one noted in Chinese alone is quoted as such."""
    if language is Language.ENGLISH and problem.english:
        return problem.english.rstrip(".")
    return _AS_READ.text(language, what=problem.message.rstrip("。."))

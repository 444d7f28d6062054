"""The desk's templates; everything is escaped by default."""

from collections.abc import Mapping
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from assistant.messages import Language, Message
from assistant.ui.desk import wording


def render(template: str, values: Mapping[str, object], language: Language) -> str:
    """The page's markup: ``values`` are text wherever they come from."""
    return (
        _environment()
        .get_template(template)
        .render(values, w=wording, t=partial(_text, language), language=language.value)
    )


def _text(language: Language, message: Message, **values: object) -> str:
    return message.text(language, **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("assistant.ui.desk"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

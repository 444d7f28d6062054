"""``assistant rules [CODE]``: all rules, or the page of one."""

import json
from typing import Annotated, Literal

import typer

from assistant.cli.language import said, screen_language
from assistant.cli.output import write_product

HELP = said("列出规则，或查看一条规则的说明", "List the rules, or show the page of one")


def run(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help=said("规则编号或名称，如 M01", "a code or name")),
    ] = None,
    output_format: Annotated[
        Literal["text", "json"],
        typer.Option("--format", help=said("输出格式", "format of the output")),
    ] = "text",
) -> int:
    """List the rules, or print the page of one."""
    from assistant.app.rulebook import explain_rule, list_rules

    language = screen_language()
    rules = (explain_rule(code, language),) if code is not None else list_rules(language)
    if output_format == "json":
        product = [rule._asdict() for rule in rules]
        text = json.dumps(product[0] if code else product, ensure_ascii=False, indent=2)
        write_product(f"{text}\n", None)
        return 0
    from assistant.cli.talk import show
    from assistant.export.text import rule_page_view, rules_view

    show(rule_page_view(rules[0]) if code else rules_view(rules, language))
    return 0

"""``assistant parse FILE``: what a form says, as JSON or Markdown."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli.language import said
from assistant.cli.options import Output
from assistant.cli.output import check_output, write_product
from assistant.cli.reading import read_document
from assistant.cli.talk import say
from assistant.messages import Message

HELP = said("读取一份表格或任务文本", "Read a form or a list of tasks")
_READ = Message(
    zh="读到 {tables} 张表：{rows} 行指标、{tasks} 项任务，{problems} 处疑点。",
    en="{tables} tables read: {rows} indicators, {tasks} tasks, {problems} doubts.",
)


def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=said("要读取的文件", "the file to read"))
    ],
    output_format: Annotated[
        Literal["json", "markdown"],
        typer.Option("--format", help=said("输出格式", "format of the output")),
    ] = "json",
    output: Output = None,
) -> int:
    """Read one file and print its tables."""
    from assistant.cli.log import keep_log

    check_output(output, [file], output_format)
    keep_log()
    document = read_document(file)
    if output_format == "json":
        from assistant.export.json import document_json as render
    else:
        from assistant.export.markdown import document_markdown as render
    write_product(render(document), output)
    targets = document.targets
    say(
        _READ,
        tables=len(targets),
        rows=sum(len(target.indicators) for target in targets),
        tasks=sum(len(target.tasks) for target in targets),
        problems=sum(len(target.problems) for target in targets),
    )
    return 0

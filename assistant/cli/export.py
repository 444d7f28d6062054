"""``assistant export UNIT -o FILE.zip``: everything that a unit owns."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.language import said
from assistant.cli.output import check_output, write_product

HELP = said("导出一个单位的全部资料", "Export everything a unit owns")


def run(
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help=said("单位代码或全称", "code or full name"))
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE.zip", help=said("写入文件", "the file to write")
        ),
    ],
) -> int:
    """Write the archive."""
    from assistant.app.archive import export_unit
    from assistant.cli.log import keep_log
    from assistant.settings import load_settings

    check_output(output, (), "zip")
    keep_log()
    write_product(export_unit(load_settings(), unit), output)
    return 0

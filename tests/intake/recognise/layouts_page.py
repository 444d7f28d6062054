"""The table of docs/layouts.md, written from the cases.

Run ``python -m tests.intake.recognise.layouts_page`` after a case was added.
"""

import re
from pathlib import Path

import yaml

CASES = Path(__file__).with_name("cases")
PAGE = Path(__file__).parents[3] / "docs" / "layouts.md"
_BETWEEN = re.compile(r"(?<=<!-- layouts:begin -->\n).*?(?=<!-- layouts:end -->)", re.DOTALL)


def table() -> str:
    """One row a layout: what it shows, and the test that holds it."""
    lines = []
    for path in sorted(CASES.glob("*.yaml")):
        heading = path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
        lines += [f"\n### {heading}\n", "| 表样 | 测试 |", "|---|---|"]
        for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            shows = case["shows"].replace("|", "\\|").replace("*", "\\*")
            lines.append(f"| {shows} | `test_layout_is_read_exactly[{name}-…]` |")
    return "\n".join(lines) + "\n\n"


def written(page: str) -> str:
    """``page`` with its table brought up to date."""
    return _BETWEEN.sub(lambda _: table(), page)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

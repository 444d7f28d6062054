"""What the page shows of a table, without a browser."""

import pytest

from assistant.app.reviews import ReviewOptions, review_table
from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget
from assistant.domain.waiver import Waiver
from assistant.messages import Language
from assistant.settings import Settings
from assistant.ui.view import status_line


def test_waived_findings_are_not_hidden_from_the_page() -> None:
    row = Indicator(id="I1", level1="产出指标", level2="数量指标", name="培训教师人次，")
    waiver = Waiver(code="F05", indicator="I1", who="李科长", reason="系统要求")
    target = PerformanceTarget(indicators=(row,), waivers=(waiver,))
    table = review_table(target, ReviewOptions())
    assert "1 项发现已豁免" in status_line(table, Language.CHINESE)
    bare = review_table(target.model_copy(update={"waivers": ()}), ReviewOptions())
    assert "豁免" not in status_line(bare, Language.CHINESE)


@pytest.mark.parametrize("provider", ["embedded", "none"])
def test_the_page_names_no_model_where_nothing_leaves_the_machine(provider: str) -> None:
    """“当前模型：none” would be no sentence, and the promise holds without a model too."""
    from assistant.ui.page import _heading

    heading = _heading(Settings(provider=provider))
    assert "不离开本机" in heading.zh and "none" not in heading.en
    assert "qwen" in _heading(Settings(provider="qwen")).en

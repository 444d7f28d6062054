"""What the page shows of a table, without a browser."""

import pytest

from assistant.app.overview import overview_of
from assistant.app.reviews import ReviewOptions, review_table
from assistant.app.workbench import Page, Progress, Stage, State
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.provenance import Provenance, ProvenanceKind
from assistant.domain.target import AnnualTask, PerformanceTarget, Unit
from assistant.domain.waiver import Waiver
from assistant.messages import Language
from assistant.store import Form, FormStatus, User
from assistant.ui import view, wording

HACK = "<img src=x onerror=alert(1)>"
MOMENT = "2026-11-23T00:00:00Z"


def page_of(target: PerformanceTarget, language: Language = Language.CHINESE) -> Page:
    table = review_table(target, ReviewOptions(language=language))
    user = User(name=HACK, created=MOMENT)  # type: ignore[arg-type]  # pydantic reads it
    form = Form(
        id="f" * 32, owner=HACK, title=HACK, version=1, created=MOMENT, updated=MOMENT,  # type: ignore[arg-type]
    )  # fmt: skip
    return Page(
        user=user,
        language=language,
        state=State(source=target, choices=(target, target)),
        form=form,
        table=table,
        overview=overview_of(table.review, "auto"),
        rows=target.indicators,
        forms=(form,),
    )


@pytest.fixture
def target() -> PerformanceTarget:
    """Every text of it is markup."""
    row = Indicator(
        id="I1",
        level1="产出指标",
        level2="数量指标",
        name=f"{HACK}培训各项工作任务",
        operator=Operator.AT_LEAST,
        value="3",
        unit=HACK,
        provenance={"value": Provenance(kind=ProvenanceKind.TASK, source="T1", quote=HACK)},
        confirm=True,
    )
    return PerformanceTarget(
        unit=Unit(name=HACK),
        tasks=(AnnualTask(id="T1", content=f"开展{HACK}培训3场"),),
        goal=HACK,
        indicators=(row,),
    )


def test_words_that_are_markup_stay_words(target: PerformanceTarget) -> None:
    """Nothing that comes from a file or a user leaves a template as markup."""
    page = page_of(target)
    made = [
        view.board_html(page),
        view.findings_html(page.table, page.language),
        view.forms_html(page),
        view.chips_html(page),
        view.tools_html(page),
        view.head_html(page.user, page.language, signs_in=True),
        view.board_html(page._replace(progress=Progress(stage=Stage.READING, words=HACK))),
        view.login_html(page.language, HACK),
    ]
    assert all("<img" not in part for part in made)
    assert sum("&lt;img" in part for part in made) >= 5


@pytest.mark.parametrize("language", list(Language))
def test_a_row_shows_passport_letters_and_chips(
    target: PerformanceTarget, language: Language
) -> None:
    """What the script draws is plain strings, in the language of the page."""
    page = page_of(target, language)
    value = view.table_value(page, {})
    row = value["rows"][0]
    assert row["passport"]["short"] in ("任务 1", "task 1")
    assert any(HACK in line for line in row["passport"]["lines"])
    assert [letter for letter, _ in row["smart"]["letters"]] == list("SMART")
    assert len(row["smart"]["lines"]) == 6
    lost = page.overview.lost["I1"] if page.overview else {}
    assert {letter for letter, earned in row["smart"]["letters"] if not earned} == set(lost)
    assert all(chip["page"].startswith(f"/rules/{chip['code']}?") for chip in row["findings"])


def test_waived_findings_are_not_hidden_from_the_page() -> None:
    """What was set aside is counted above the table, and is no chip on its row."""
    row = Indicator(id="I1", level1="产出指标", level2="数量指标", name="培训教师人次，")
    waiver = Waiver(code="F05", indicator="I1", who="李科长", reason="系统要求")
    waived = PerformanceTarget(indicators=(row,), waivers=(waiver,))
    assert "1 项发现已豁免" in view.board_html(page_of(waived))
    bare = waived.model_copy(update={"waivers": ()})
    assert "豁免" not in view.board_html(page_of(bare))
    codes = [
        {chip["code"] for chip in view.table_value(page_of(one), {})["rows"][0]["findings"]}
        for one in (waived, bare)
    ]
    assert "F05" not in codes[0] and "F05" in codes[1]


def test_chips_are_sentences_that_would_do_something(target: PerformanceTarget) -> None:
    """They name rows that are there; a form that is away offers none."""
    page = page_of(target)
    chips = view.chips_for(page)
    assert any(chip.startswith("把第1条改成5") for chip in chips)
    assert "加一条成本指标" in chips
    away = page.form.model_copy(update={"status": FormStatus.SUBMITTED}) if page.form else None
    assert view.chips_for(page._replace(form=away)) == ()
    assert view.chips_for(page._replace(table=None, rows=()))[0].startswith("开展教师培训")


def test_the_page_of_a_rule_has_its_sections_and_links() -> None:
    """Chips open it; it is served by ourselves."""
    from assistant.app.rulebook import explain_rule

    html = view.rule_html(explain_rule("M01", Language.CHINESE), Language.CHINESE)
    assert "以刻度作目标" in html and "<h2>为什么</h2>" in html and "<h2>正例</h2>" in html


@pytest.mark.parametrize("language", list(Language))
def test_every_word_of_the_page_stands_in_both_languages(language: Language) -> None:
    """No label is empty, and Chinese ones are Chinese."""
    for name, message in {**wording.WORDS, **wording.STATUSES}.items():
        text = message.text(language)
        assert text, name
        if language is Language.CHINESE:
            assert any("一" <= letter <= "鿿" for letter in text), name

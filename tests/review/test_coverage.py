"""The coverage map agrees with the rules, and catch-alls count for nothing."""

import json
from xml.etree import ElementTree

from assistant.export.coverage import coverage_json, coverage_pages, coverage_svg
from assistant.export.pages import pages_markdown
from assistant.messages import Language
from assistant.review.coverage import coverage_of
from assistant.validators import review_target
from tests.review.tables import seed, settings_for, tables


def test_what_the_rules_call_uncovered_has_no_row_on_the_map() -> None:
    for name, target in tables().items():
        profile = settings_for(target).profile
        found = coverage_of(target, profile)
        rules = review_target(target, profile, select=("R01", "R04")).findings
        open_tasks = {f.evidence.split(" ")[0] for f in rules if f.code == "R01"}
        for task in found.tasks:
            if task.id in open_tasks:
                assert not task.rows, (name, task)
        missed = {part for f in rules if f.code == "R04" for part in f.evidence.split("；")}
        assert missed <= {item.text for item in found.promises if not item.rows}, name


def test_the_seed_measures_next_to_none_of_its_money() -> None:
    found = coverage_of(seed(), settings_for(seed()).profile)
    assert found.unmeasured_share == 0.9876
    assert [task.id for task in found.tasks if not task.rows and not task.catch_all] == ["T3", "T8"]


def test_catch_alls_measure_nothing() -> None:
    found = coverage_of(seed(), settings_for(seed()).profile)
    assert found.catch_alls == ("I5", "I15")
    used = {row for task in found.tasks for row in task.rows}
    assert not used & set(found.catch_alls)


def test_the_picture_is_well_formed_and_shows_every_row() -> None:
    for target in list(tables().values())[:20]:
        found = coverage_of(target, settings_for(target).profile)
        picture = ElementTree.fromstring(coverage_svg(found, Language.CHINESE))
        dots = [item for item in picture.iter() if item.tag.endswith("circle")]
        marked = [row for item in found.tasks for row in item.rows]
        marked += [row for item in found.promises for row in item.rows]
        assert len(dots) == len(marked)


def test_words_of_a_form_stay_words_in_the_picture() -> None:
    row = seed().indicators[0].model_copy(update={"name": "</text><script>alert(1)</script>"})
    planted = seed().model_copy(update={"indicators": (row, *seed().indicators[1:])})
    found = coverage_of(planted, settings_for(planted).profile)
    picture = ElementTree.fromstring(coverage_svg(found, Language.CHINESE))
    assert not [item for item in picture.iter() if item.tag.endswith("script")]


def test_data_and_markdown_say_the_same() -> None:
    found = coverage_of(seed(), settings_for(seed()).profile)
    data = json.loads(coverage_json([found]))["coverage"][0]
    text = pages_markdown(coverage_pages(found, Language.CHINESE))
    assert data["unmeasured_share"] == found.unmeasured_share
    assert "98.8%" in text
    for promise in data["promises"]:
        assert promise["text"].split("“")[0] in text

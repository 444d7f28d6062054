"""The report: one file, every number leads to its cases, no text becomes markup."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evals import results
from evals.comparison import figures
from evals.report.markdown import BLOCK, as_markdown, write_readme
from evals.report.page import as_html
from evals.results import About, CaseResult, ModelUsed, Run
from evals.runner import SUITES
from evals.suite import HELD_OUT

NASTY = "<script>alert(1)</script>\"&'</details>"
README = Path(__file__).parents[2] / "README.md"


def result(case: str, hits: float, **more: object) -> CaseResult:
    return CaseResult.model_validate(
        {
            "suite": "rules",
            "system": "ours",
            "case": case,
            "document": case,
            "split": "development",
            "tallies": {
                "recall": (hits, 2),
                "precision": (hits, 2),
                "M01.recall": (hits, 2),
                "M01.precision": (hits, hits),
                "seconds": (0.5, 1),
                "crash": (0, 1),
            },
            **more,
        }
    )


@pytest.fixture
def run() -> Run:
    about = About(
        commit="abcdef0123456789",
        dirty=True,
        began="2026-01-01T00:00:00+00:00",
        data={"real_tables": "1234"},
        prompts={"draft-task": "7"},
        rules="1+2026.11.1",
        models=(
            ModelUsed(
                name="tuned",
                model="embedded/embedded",
                weights="w" * 64,
                adapter="a" * 64,
                answers="recorded",
                recorded="2026-01-01",
                stale=True,
            ),
        ),
    )
    cases = (
        result("good", 2),
        result("bad", 1, said=(NASTY,), unjudged=(NASTY,)),
        result(NASTY, 0, crash=NASTY, said=(NASTY,)),
        result("kept-away", 0, split=HELD_OUT, said=("nobody reads this",)),
        result("good", 1, system="peer"),
    )
    return Run(about=about, results=cases)


class Page(HTMLParser):
    """Ids, links to them, and whatever would be fetched."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.scripts += tag == "script"
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        self.fetched += [given[name] for name in ("src", "data", "action") if name in given]
        if tag == "link":
            self.fetched.append(given.get("href", ""))


def test_every_number_leads_to_its_cases(run: Run) -> None:
    page = Page(as_html(run, SUITES, run))
    assert page.links
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= page.ids
    assert "rules-ours-development-recall" in page.ids
    assert "rules-ours-development-M01-recall" in page.ids
    assert "case-rules-ours-bad" in page.ids


def test_the_page_stands_alone_and_no_text_becomes_markup(run: Run) -> None:
    text = as_html(run, SUITES, run)
    page = Page(text)
    assert page.fetched == []
    assert "http://" not in text
    assert "https://" not in text
    assert "@import" not in text
    assert page.scripts == 1
    assert "alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_what_the_run_was_made_of_is_in_it(run: Run) -> None:
    text = as_html(run, SUITES)
    for part in ("abcdef012345", "dirty", "real_tables 1234", "draft-task v7", "aaaaaaaaaaaa"):
        assert part in text
    assert "stale" in text
    assert "recorded 2026-01-01" in text


def test_held_out_cases_are_counted_but_not_shown(run: Run) -> None:
    text = as_html(run, SUITES)
    assert "nobody reads this" not in text
    assert "kept-away" not in text
    assert "留出部分" in text


def test_what_changed_is_shown_with_the_cases_that_flipped(run: Run) -> None:
    fixed = tuple(
        one if one.case != "bad" else result("bad", 2, said=("另一处不对",)) for one in run.results
    )
    text = as_html(run.model_copy(update={"results": fixed}), SUITES, run)
    assert "新出现 new：另一处不对" in text
    assert "已消失 gone：&lt;script&gt;" in text


def test_a_run_written_and_read_is_the_same(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    results.save(run, path)
    assert results.load(path) == run


def test_the_readme_says_what_the_recorded_run_says() -> None:
    """Its figures are generated (``python -m evals --accept``), never typed."""
    block = BLOCK.search(README.read_text(encoding="utf-8"))
    assert block is not None
    recorded = results.load(results.RECORDED)
    assert block[0].split("\n", 1)[1] == f"{as_markdown(recorded, SUITES)}<!-- evals: end -->"


def test_the_readme_is_renewed_between_its_markers_only(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("前\n<!-- evals: begin -->\n旧\n<!-- evals: end -->\n后\n", encoding="utf-8")
    write_readme(path, as_markdown(run, SUITES))
    text = path.read_text(encoding="utf-8")
    assert text.startswith("前\n<!-- evals: begin -->\n")
    assert text.endswith("<!-- evals: end -->\n后\n")
    assert "旧" not in text
    assert re.search(r"召回率 recall ↑ \| 50\.0% \[", text)


def test_every_printed_figure_is_that_of_the_record() -> None:
    """The recorded run has every suite, and none of its figures is empty of chances."""
    recorded = results.load(results.RECORDED)
    for suite in SUITES:
        found = [one for one in figures(recorded, suite) if one.ratio is not None]
        assert found, suite.name
        assert {one.measure.key for one in found} >= {"seconds", "crash"}

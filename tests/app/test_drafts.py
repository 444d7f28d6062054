"""Drafting as the faces see it: head, profile, stop button, and always a table at the end."""

from pathlib import Path

import pytest

from assistant.app.documents import parse_text
from assistant.app.drafts import (
    NO_MODEL,
    Drafted,
    DraftOptions,
    Head,
    StopButton,
    draft_target,
    with_head,
)
from assistant.domain.target import PerformanceTarget, TargetKind, Unit
from assistant.domain.waiver import Waiver
from assistant.exceptions import ConfigurationError
from assistant.messages import Language
from assistant.settings import Settings

TASKS = "开展教师培训12期，培训教师600人次\n开展优质课评选活动24节"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(provider=NO_MODEL, home=tmp_path)


@pytest.fixture
def target() -> PerformanceTarget:
    return parse_text(TASKS).targets[0]


def test_what_the_user_says_of_the_form_replaces_what_it_says_itself() -> None:
    form = PerformanceTarget(unit=Unit(code="205", name="旧名"), year=2023)
    assert with_head(form, Head()) == form
    changed = with_head(form, Head(unit="新名", year=2026, kind=TargetKind.PROJECT))
    assert (changed.unit.name, changed.year, changed.kind) == ("新名", 2026, TargetKind.PROJECT)


def test_the_last_event_is_the_table_with_its_cards(
    target: PerformanceTarget, settings: Settings
) -> None:
    *_, last = draft_target(target, DraftOptions(), settings)
    assert isinstance(last, Drafted)
    assert last.report.guessed
    said = {code for card in last.report.cards for code in card.codes}
    assert said == {finding.code for finding in last.report.draft.findings}
    assert {"12", "600", "24"} <= {row.value for row in last.report.draft.target.indicators}


def test_waivers_of_last_years_rows_do_not_cover_the_new_ones(
    target: PerformanceTarget, settings: Settings
) -> None:
    waiver = Waiver(code="P01", indicator="I1", who="李科长", reason="上年已报备")
    waived = target.model_copy(update={"waivers": (waiver,)})
    *_, last = draft_target(waived, DraftOptions(), settings)
    assert isinstance(last, Drafted)
    draft = last.report.draft
    assert draft.target.waivers == ()
    assert all(finding.waiver is None for finding in draft.findings)


def test_the_weights_follow_the_profile_named(
    target: PerformanceTarget, settings: Settings
) -> None:
    *_, last = draft_target(target, DraftOptions(profile="generic-100"), settings)
    assert isinstance(last, Drafted)
    assert not last.report.guessed
    weights = [row.weight for row in last.report.draft.target.indicators if row.weight is not None]
    assert sum(weights) == 100


def test_an_unknown_profile_is_refused_before_anything_is_drafted(
    target: PerformanceTarget, settings: Settings
) -> None:
    with pytest.raises(ConfigurationError, match="mars"):
        next(draft_target(target, DraftOptions(profile="mars"), settings))


def test_a_button_pressed_before_the_start_still_gives_a_table(
    target: PerformanceTarget, tmp_path: Path
) -> None:
    script = tmp_path / "script.json"
    script.write_text('{"answers": [{"text": "", "delay": 30, "times": 0}]}', encoding="utf-8")
    settings = Settings(provider="fake", model=str(script), home=tmp_path)
    stop = StopButton()
    stop.press()
    *_, last = draft_target(target, DraftOptions(), settings, stop=stop)
    assert isinstance(last, Drafted)
    assert last.report.draft.target.indicators


def test_english_is_spoken_where_it_is_asked_for(
    target: PerformanceTarget, settings: Settings
) -> None:
    *_, last = draft_target(target, DraftOptions(language=Language.ENGLISH), settings)
    assert isinstance(last, Drafted)
    assert any("library" in note for note in last.report.draft.notes)

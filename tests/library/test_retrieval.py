"""Tasks in other words than the library's own still find their activity; nonsense finds none."""

import time

import pytest

from assistant.library import (
    all_families,
    all_sectors,
    entry,
    family,
    guess_sector,
    search,
    search_families,
)
from assistant.messages import Language
from tests.library.labelled import NONSENSE, TASKS, UNITS


def test_tasks_find_their_activity_among_the_first_three() -> None:
    missed = []
    for text, expected in TASKS:
        found = [match.family.activity for match in search_families(text, limit=3)]
        if not expected & set(found):
            missed.append((text, expected, found))
    rate = 1 - len(missed) / len(TASKS)
    print(f"hit rate among the first three: {rate:.1%} of {len(TASKS)} tasks")
    assert rate >= 0.95, missed


def test_labels_name_activities_that_exist() -> None:
    known = {found.activity for found in all_families()}
    assert not [label for _, expected in TASKS for label in expected if label not in known]
    assert len(TASKS) >= 80


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_finds_nothing(text: str) -> None:
    assert search_families(text) == ()
    assert search(text) == ()


def test_sectors_are_guessed_from_what_units_write() -> None:
    wrong = [(texts, sector, guess_sector(texts)) for texts, sector in UNITS]
    wrong = [case for case in wrong if case[1] != case[2]]
    assert len(wrong) <= len(UNITS) // 10, wrong


@pytest.mark.parametrize("texts", [[], [""], ["春江潮水连海平"], ["https://example.org"]])
def test_no_sector_is_guessed_from_nothing(texts: list[str]) -> None:
    assert guess_sector(texts) is None


def test_an_answer_explains_itself() -> None:
    best = search("举办村医培训班", limit=1)[0]
    assert best.why
    assert best.reason().startswith("因为任务中提到“")
    assert best.reason(Language.ENGLISH).startswith("because the task says '")


@pytest.mark.parametrize("short", ["数量", "数量指标"])
def test_a_class_can_be_asked_for(short: str) -> None:
    rows = search("开展教师培训", level2=short, limit=3)
    assert rows
    assert {match.entry.level2 for match in rows} == {"数量指标"}


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(KeyError):
        search("开展教师培训", level2="过程指标")


def test_the_sector_known_comes_first() -> None:
    text = "开展业务培训"
    for sector in ("教育", "卫生"):
        found = search_families(text, sector=sector)
        assert found
        assert found[0].family.sector in {sector, "机关运转"}


def test_a_row_called_for_by_name_comes_first_in_its_family() -> None:
    assert search("中考低等级学生比例居高不下，组织考前指导", level2="社会效益")[0].entry.name == (
        "中考低等级学生下降率"
    )


def test_entries_and_families_can_be_named() -> None:
    rows = family("教师培训").entries
    assert entry(rows[0].id) is rows[0]
    with pytest.raises(KeyError):
        family("没有这项活动")


@pytest.mark.parametrize("text", ["", " \n", "。。。", "\x00\ufeff", "％" * 50, "培" * 100_000])
def test_odd_text_does_no_harm(text: str) -> None:
    assert isinstance(search(text), tuple)


def test_every_family_is_found_by_its_own_words() -> None:
    lost = []
    for found in all_families():
        text = "，".join(word.replace("+", "") for word in found.words[:3])
        names = [match.family.activity for match in search_families(text, limit=5)]
        if found.activity not in names:
            lost.append((found.activity, text, names))
    assert len(lost) <= len(all_families()) // 50, lost


def test_a_query_takes_milliseconds() -> None:
    search("热身")
    texts = [f"{text}（{number}）" for number, (text, _) in enumerate(TASKS)]
    start = time.perf_counter()
    for text in texts:
        search(text)
    each = (time.perf_counter() - start) / len(texts) * 1000
    print(f"{each:.2f} ms a query over {len(all_sectors())} sectors")
    # Five times what it takes on two idle cores, so that a busy machine does not fail it.
    assert each < 15

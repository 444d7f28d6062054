"""The rules keep their precision on the labelled tables, and stay ahead of the peer."""

import pytest

from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import PerformanceTarget
from evals.baselines import peer
from evals.real_tables import Labels, RealTable, load_real_tables
from evals.rules import TABLE, Score, family_of, ours, report, score, theirs

TABLES = load_real_tables()


def test_the_dataset_holds_the_twelve_tables() -> None:
    assert len(TABLES) == 12
    assert sum(len(table.target.indicators) for table in TABLES) == 103


def test_precision_and_recall_by_family() -> None:
    for family, counts in score((table, ours(table)) for table in TABLES).items():
        assert counts.precision is None or counts.precision >= 0.95, (family, counts)
        assert counts.recall is None or counts.recall >= 0.90, (family, counts)


def test_the_peer_misses_most() -> None:
    mine = score((table, ours(table)) for table in TABLES)
    peers = score((table, theirs(table)) for table in TABLES)
    assert sum(item.right for item in peers.values()) < sum(item.right for item in mine.values())


def test_arguable_findings_count_neither_way() -> None:
    labels = Labels(None, frozenset({"W01"}), frozenset({"R04"}))
    table = RealTable("made", PerformanceTarget(), (labels,))
    found = {(TABLE, "R04"), (TABLE, "X01")}
    counts = score([(table, found)])
    assert (counts["R"], counts["X"], counts["W"]) == (
        Score(0, 0, 0),
        Score(0, 1, 0),
        Score(0, 0, 1),
    )
    assert counts["R"].precision is None
    assert counts["X"].precision == 0
    assert counts["W"].recall == 0
    assert family_of("TM02") == "TM"


def test_the_report_names_every_difference() -> None:
    table = TABLES[0]._replace(labels=(Labels(None, frozenset({"Y01"}), frozenset()),))
    told = report((table,))
    assert f"missed  Y01   {table.name} table" in told
    assert f"wrong   F02   {table.name} I1" in told


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"name": None, "value": "1"}, "F02"),
        ({"name": "培训", "value": None}, "F02"),
        ({"name": "培训**人次", "value": "1"}, "F03"),
        (
            {"name": "成本", "value": "1", "level1": "成本指标", "operator": Operator.AT_LEAST},
            "D02",
        ),
        ({"name": "合格率", "value": "120", "unit": "%"}, "D01"),
        ({"name": "实施期", "value": "2023.5.1-2023.1.1"}, "TM03"),
    ],
)
def test_the_peer_sees_what_its_description_says(row: dict[str, str], code: str) -> None:
    target = PerformanceTarget(indicators=(Indicator.model_validate({"id": "I1", **row}),))
    assert peer.Said(code, "I1") in set(peer.check(target))

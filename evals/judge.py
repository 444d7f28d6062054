"""A model as judge of rows, itself judged first: how far it agrees with the labels by hand.

It never decides anything in the product or in the gate. It is asked only where an endpoint is
configured (or its answers were recorded), and its opinion of rewrites is printed below its
agreement, so that nobody reads the one without the other.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from assistant.domain.edit import apply_edits
from assistant.domain.finding import Suggestion
from assistant.domain.indicator import Indicator
from assistant.exceptions import ProviderError
from assistant.llm.client import ModelClient
from assistant.llm.prompts import fence, load_prompt
from evals.answers import CONFIGURED, Desk
from evals.intervals import by_document, ratio
from evals.measures import Tally
from evals.real_tables import RealTable, load_real_tables
from evals.suites import vague

VAGUE = frozenset({"M01", "M02", "M05", "M08", "M09"})
"""A row that a person gave one of these cannot be scored."""


class Opinion(StrEnum):
    """What the judge may say."""

    SCORABLE = "能考核"
    NOT_SCORABLE = "不能考核"
    UNSURE = "无法判断"


class RowVerdict(BaseModel):
    """The judge's answer.

    Attributes:
        opinion: whether the row can be scored.
        reason: why, in a few words.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    opinion: Opinion = Field(alias="结论", description="能考核、不能考核、无法判断")
    reason: str = Field(alias="理由", max_length=60, description="一句话")


class Judged(NamedTuple):
    """One row with both opinions.

    Attributes:
        document: the table.
        row: the row as it was shown.
        person: whether the labels by hand say that it can be scored.
        judge: what the model says; UNSURE also where it gave no answer.
    """

    document: str
    row: str
    person: bool
    judge: Opinion


class Agreement(NamedTuple):
    """How far judge and labels agree on what both could decide.

    Attributes:
        share: share of agreement with its interval, as text.
        kappa: Cohen's kappa: agreement beyond chance; None where chance alone explains all.
        decided: rows that the judge decided.
        unsure: rows that it did not.
        table: counts by (person, judge).
    """

    share: str
    kappa: float | None
    decided: int
    unsure: int
    table: Counter[tuple[bool, bool]]


def report(desk: Desk) -> str:
    """Agreement with the labels by hand first, then the judge's view of our rewrites."""
    with desk.client(CONFIGURED) as client:
        judged = list(on_labels(client, load_real_tables()))
        found = agreement(judged)
        kappa = "-" if found.kappa is None else f"{found.kappa:.2f}"
        lines = [
            f"与人工标注一致 agreement with labels by hand: {found.share}, kappa {kappa}; "
            f"{found.decided} 行判断 decided, {found.unsure} 行无法判断 unsure",
            *(_disagreement(one) for one in judged if _disagrees(one)),
            *_on_rewrites(client, desk),
        ]
    return "\n".join(lines)


def on_labels(client: ModelClient, tables: Iterable[RealTable]) -> Iterator[Judged]:
    """The judge on rows that people have labelled; those that they found arguable are left out."""
    for table in tables:
        labels = {one.row: one for one in table.labels}
        for row in table.target.indicators:
            label = labels[row.id]
            if label.arguable & VAGUE:
                continue
            shown = printed(row)
            yield Judged(table.name, shown, not label.codes & VAGUE, ask(client, shown))


def printed(row: Indicator) -> str:
    """A row as the judge is shown it."""
    operator = row.operator.value if row.operator else ""
    return f"{row.level2 or ''} {row.name or ''} {operator}{row.value or ''}{row.unit or ''}"


def ask(client: ModelClient, shown: str) -> Opinion:
    """The judge's opinion of one row."""
    try:
        return client.one(load_prompt("judge-row").render(row=fence(shown)), RowVerdict).opinion
    except ProviderError:
        return Opinion.UNSURE


def agreement(judged: Iterable[Judged]) -> Agreement:
    """Share and kappa over the rows that the judge decided."""
    judged = list(judged)
    decided = [one for one in judged if one.judge is not Opinion.UNSURE]
    table = Counter((one.person, one.judge is Opinion.SCORABLE) for one in decided)
    same = by_document((one.document, Tally(not _disagrees(one), 1)) for one in decided)
    share = ratio(same)
    told = f"{share.value:.1%} [{share.lower:.1%}–{share.upper:.1%}]" if share else "-"
    return Agreement(told, _kappa(table), len(decided), len(judged) - len(decided), table)


def _kappa(table: Counter[tuple[bool, bool]]) -> float | None:
    total = table.total()
    if not total:
        return None
    observed = (table[True, True] + table[False, False]) / total
    expected = 0.0
    for opinion in (True, False):
        person = sum(table[opinion, other] for other in (True, False)) / total
        judge = sum(table[other, opinion] for other in (True, False)) / total
        expected += person * judge
    return None if expected == 1 else (observed - expected) / (1 - expected)


def _disagrees(one: Judged) -> bool:
    return one.judge is not Opinion.UNSURE and one.person is not (one.judge is Opinion.SCORABLE)


def _disagreement(one: Judged) -> str:
    person = Opinion.SCORABLE if one.person else Opinion.NOT_SCORABLE
    return f"  人 person {person}，模型 judge {one.judge}：{one.row}（{one.document}）"


def _on_rewrites(client: ModelClient, desk: Desk) -> Iterator[str]:
    """The first rewrite of each vague row, as the deterministic reviewer offers it."""
    opinions: Counter[Opinion] = Counter()
    for case in vague.cases(False):
        offers = json.loads(vague.without_model(case, desk))
        if not offers:
            continue
        after = apply_edits(case.payload.target, Suggestion.model_validate(offers[0]).edits)
        row = next((one for one in after.indicators if one.id == case.payload.row), None)
        if row is not None:
            opinions[ask(client, printed(row))] += 1
    counts = "，".join(f"{opinion} {opinions[opinion]}" for opinion in Opinion)
    yield f"首个改写 first rewrites: {counts}"

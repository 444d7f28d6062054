"""The whole set: how many of which, which sectors are kept apart, its file and its card."""

import hashlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from assistant.domain.frozen import Frozen
from assistant.exceptions import ConfigurationError
from assistant.library import Sector, all_sectors
from assistant.llm.prompts import load_prompt
from assistant.messages import Message
from assistant.tuning.examples.cases import TAUGHT, TAUGHT_EFFECTS, load_cases
from assistant.tuning.examples.chat_edits import edit_example
from assistant.tuning.examples.checks import UnfitError
from assistant.tuning.examples.effect_rows import effect_example, effects_example_of
from assistant.tuning.examples.example import Example, Job, Split
from assistant.tuning.examples.goals import goal_example
from assistant.tuning.examples.output_rows import example_of, output_example
from assistant.tuning.examples.repairs import repair_example
from assistant.tuning.examples.sentences import Sentence

GRAMMAR_VERSION = "5"
"""Raised at every change of what the grammar makes."""

SCORE_SECTORS = ("文旅", "水利", "人社", "医保", "城管")
SELECT_SECTORS = ("林业", "司法")

_MAKERS: dict[Job, Callable[[Random, Sector], Example]] = {
    Job.OUTPUTS: output_example,
    Job.EFFECTS: effect_example,
    Job.REPAIR: repair_example,
    Job.EDITS: edit_example,
    Job.GOAL: goal_example,
}
_SHARES = {Job.OUTPUTS: 60, Job.EFFECTS: 14, Job.REPAIR: 8, Job.EDITS: 14, Job.GOAL: 4}
_HELD_OUT = {Split.SELECT: 60, Split.SCORE: 200}
_TIMES_BY_HAND = 3
"""How often each case by hand is taught: they are few, and the only sentences that people wrote."""
_PROMPTS = ("draft-task", "draft-effects", "repair-row", "refine", "write-goal")
_DRAWS = 50
"""Draws for one example before it is plain that none comes."""

_NO_FILE = Message(
    zh="找不到训练样例 {path}。请先运行 python -m assistant.tuning examples。",
    en="There are no examples at {path}. Run python -m assistant.tuning examples first.",
)
_NOTHING_COMES = Message(
    zh="样例生成器连续 {draws} 次没有得到可用的样例（{job}，{reasons}）。",
    en="No usable example in {draws} draws ({job}, {reasons}).",
)


class DataCard(Frozen):
    """What a set is, for whoever trains or judges with it.

    Attributes:
        version: of the grammar.
        sha256: of the file.
        seed: that it was drawn with.
        count: examples by split and job.
        kinds: training examples by what their texts show.
        sectors: training examples by sector.
        held_out: sectors kept for choosing and for the last word.
        dropped: draws that the product could not accept, by reason.
        prompts: versions of the prompts that the examples were made with.
        source: where the texts come from.
    """

    version: str
    sha256: str
    seed: int
    count: dict[str, dict[str, int]]
    kinds: dict[str, int]
    sectors: dict[str, int]
    held_out: dict[str, tuple[str, ...]]
    dropped: dict[str, int]
    prompts: dict[str, str]
    source: str = "指标库与句式语法生成，另有手写样例；不含任何公开表格的文字"


def make_examples(
    seed: int, count: int, jobs: Iterable[Job] = tuple(Job)
) -> tuple[tuple[Example, ...], Counter[str]]:
    """The set: ``count`` to train with, and those of the sectors kept apart; and what was dropped.

    The same seed gives the same set; a job's examples do not depend on how many another has.

    Args:
        seed: of every draw.
        count: examples to train with, without those by hand.
        jobs: what they are to teach; an adapter of its own learns its jobs alone.
    """
    dropped = Counter[str]()
    shares = {job: share for job, share in _SHARES.items() if job in set(jobs)}
    whole = sum(shares.values())
    made: list[Example] = [*_by_hand(seed, shares)]
    for split, sectors in _sectors().items():
        total = count if split is Split.TRAIN else min(count, _HELD_OUT[split])
        for job, share in shares.items():
            rng = Random(f"{seed}/{split}/{job}")
            wanted = max(1, total * share // whole)
            made.extend(_drawn(rng, job, split, sectors, wanted, dropped))
    return tuple(made), dropped


def sectors_of(split: Split) -> tuple[Sector, ...]:
    """The sectors that a split may use."""
    return _sectors()[split]


def _sectors() -> dict[Split, tuple[Sector, ...]]:
    held = dict.fromkeys(SCORE_SECTORS, Split.SCORE)
    held |= dict.fromkeys(SELECT_SECTORS, Split.SELECT)
    return {
        split: tuple(s for s in all_sectors() if held.get(s.name, Split.TRAIN) is split)
        for split in Split
    }


_HAND_WRITTEN: dict[Job, tuple[str, Callable[[Random, Sentence, str], Example]]] = {
    Job.OUTPUTS: (TAUGHT, example_of),
    Job.EFFECTS: (TAUGHT_EFFECTS, effects_example_of),
}


def _by_hand(seed: int, jobs: Container[Job]) -> Iterator[Example]:
    for job, (name, example) in _HAND_WRITTEN.items():
        # The first job keeps the name that its draws always had.
        rng = Random(f"{seed}/by hand" + ("" if job is Job.OUTPUTS else f"/{job}"))
        for _ in range(_TIMES_BY_HAND if job in jobs else 0):
            for case in load_cases(name):
                yield example(rng, case.sentence, case.sector)


def _drawn(
    rng: Random,
    job: Job,
    split: Split,
    sectors: Sequence[Sector],
    wanted: int,
    dropped: Counter[str],
) -> Iterator[Example]:
    """``wanted`` examples, each text once.

    Raises:
        ConfigurationError: the library or the rules leave nothing to make.
    """
    seen: set[str] = set()
    for _ in range(wanted):
        for _ in range(_DRAWS):
            try:
                example = _MAKERS[job](rng, rng.choice(sectors))
            except UnfitError as reason:
                dropped[str(reason)] += 1
                continue
            if example.text not in seen:
                seen.add(example.text)
                yield example.model_copy(update={"split": split})
                break
        else:
            reasons = "、".join(dropped)
            raise ConfigurationError(_NOTHING_COMES, draws=_DRAWS, job=job.value, reasons=reasons)


def write_examples(
    folder: Path, seed: int, count: int, jobs: Iterable[Job] = tuple(Job)
) -> DataCard:
    """Make the set and put ``examples.jsonl`` and ``card.json`` into ``folder``."""
    made, dropped = make_examples(seed, count, jobs)
    lines = "".join(f"{example.model_dump_json()}\n" for example in made)
    card = _card(made, dropped, seed, hashlib.sha256(lines.encode()).hexdigest())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "examples.jsonl").write_text(lines, encoding="utf-8", newline="\n")
    (folder / "card.json").write_text(card.model_dump_json(indent=2), encoding="utf-8")
    return card


def read_examples(folder: Path) -> tuple[tuple[Example, ...], str]:
    """The set in ``folder`` and its checksum.

    Raises:
        ConfigurationError: there is none.
    """
    path = folder / "examples.jsonl"
    try:
        data = path.read_bytes()
    except OSError:
        raise ConfigurationError(_NO_FILE, path=path) from None
    examples = (Example.model_validate_json(line) for line in data.splitlines())
    return tuple(examples), hashlib.sha256(data).hexdigest()


def _card(made: Sequence[Example], dropped: Counter[str], seed: int, sha256: str) -> DataCard:
    taught = [example for example in made if example.split is Split.TRAIN]
    return DataCard(
        version=GRAMMAR_VERSION,
        sha256=sha256,
        seed=seed,
        count={
            split.value: dict(Counter(e.job.value for e in made if e.split is split))
            for split in Split
        },
        kinds=dict(Counter(kind for e in taught for kind in e.kinds).most_common()),
        sectors=dict(Counter(e.sector for e in taught).most_common()),
        held_out={"select": SELECT_SECTORS, "score": SCORE_SECTORS},
        dropped=dict(dropped.most_common()),
        prompts={name: load_prompt(name).front.version for name in _PROMPTS},
    )

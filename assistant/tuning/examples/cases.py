"""Cases written by hand: a few to teach, the others only ever to score."""

from functools import cache
from pathlib import Path

import yaml

from assistant.domain.frozen import Frozen
from assistant.drafting.rows import RowClass, RowOperator
from assistant.tuning.examples.parts import Measure
from assistant.tuning.examples.sentences import Sentence

FOLDER = Path(__file__).parents[1] / "cases"
TAUGHT, SCORED = "taught", "scored"
TAUGHT_EFFECTS, SCORED_EFFECTS = "taught_effects", "scored_effects"


class Case(Frozen):
    """One task with what its rows must be.

    Attributes:
        id: name of the case.
        sector: 行业.
        task: the text.
        kinds: what is hard about it.
        rows: words of the quote, name, class, bound, value or null, unit; the name is one good
            answer, not the only one.
        people: words one of which a satisfaction row must name; empty where it is open.
    """

    id: str
    sector: str
    task: str
    kinds: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, RowClass, RowOperator, str | None, str], ...]
    people: tuple[str, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """The case as the grammar would have made it."""
        measures = (
            Measure(words=words, name=name, level2=level, operator=sign, value=value, unit=unit)
            for words, name, level, sign, value, unit in self.rows
        )
        return Sentence(text=self.task, measures=tuple(measures), kinds=("by hand", *self.kinds))


@cache
def load_cases(name: str) -> tuple[Case, ...]:
    """The cases of ``cases/<name>.yaml``, in order."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return tuple(Case.model_validate(case) for case in yaml.safe_load(text))

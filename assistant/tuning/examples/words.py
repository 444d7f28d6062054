"""The word lists of `wording.yaml`, and nouns out of indicator names."""

import re
from functools import cache
from pathlib import Path

import yaml

from assistant.domain.frozen import Frozen
from assistant.drafting.scan import metric_of
from assistant.library import Entry


class Wording(Frozen):
    """Words of task sentences; see ``wording.yaml``."""

    verbs: tuple[str, ...]
    places: tuple[str, ...]
    openings: tuple[str, ...]
    slogans: tuple[str, ...]
    links: tuple[str, ...]
    backgrounds: tuple[str, ...]
    refusals: tuple[str, ...]
    injections: tuple[str, ...]
    catch_alls: tuple[str, ...]
    noun_ends: tuple[str, ...]
    done: tuple[str, ...]
    confused: dict[str, str]


@cache
def wording() -> Wording:
    """The lists, read once."""
    path = Path(__file__).with_name("wording.yaml")
    return Wording.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


_METRIC = re.compile(
    r"(?:数量|总数|人次数?|人数|户数|户次|场次|次数|期数|批次|里程|长度|面积|天数|小时数|课时数|学时数"
    r"|件数|起数|个数|家数|家次|篇数|份数|条数|处数|株数|剂次数|点次数?|数)$"
)


def noun_of(entry: Entry) -> str | None:
    """What an entry counts, as a task would say it; None where its name does not tell."""
    noun = entry.name
    for unit in (entry.unit, entry.unit.lstrip("万")):
        noun = noun.removesuffix(f"{unit}数").removesuffix(unit)
    noun = _METRIC.sub("", noun)
    if not 3 <= len(noun) <= 14 or noun.endswith(("率", "度", "量", "比例", "的")):
        return None
    return noun


def state_of(entry: Entry) -> str | None:
    """What a rate is the share of, as a task would ask for it (确保…验收合格); None if unclear."""
    if entry.unit != "%" or not entry.name.endswith("率"):
        return None
    state = entry.name.removesuffix("率").removesuffix("比")
    return state if 4 <= len(state) <= 14 and not state.endswith(("增长", "下降")) else None


def metric_name(noun: str, unit: str) -> str:
    """The name of a count of ``noun`` in this measure word."""
    metric = metric_of(unit) or "数量"
    return noun + (metric[1:] if noun.endswith(metric[0]) and metric.startswith("人") else metric)

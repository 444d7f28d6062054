"""Words that stand for an answer still to come: ``**``, ``XX``, 待定, ``/``."""

import re
from functools import lru_cache

_WHOLE = re.compile(
    r"[*＊_×xX○〇\-—–/\\…．.·~]+|待定|待确定|待补充?|待填|暂无|暂定|无|同上|略|空|N/?A|n/?a|"
    r"本项目不适用(?:此|该)?指标|不适用|[某]+|"
    r"[(（【\[]?(?:请(?:在此|据实)?|待[^遇业]{0,4}?)(?:填写|填入|填报|补填|补充|核定|确定|确认)"
    r"(?:后(?:补填|填写|填报))?[)）】\]]?|"
    r"指标\s*\d*\s*[:：.、]?\s*(?:…+|\.{2,})?"
)
_INSIDE = re.compile(
    r"\*{2,}|＊{2,}|×{2,}|○{2,}|_{2,}|[△□◇■▲]{2,}|(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z])|某{2,}|"
    r"[≥≤><=]\s*[*＊]|[(（]\s*[)）]"
)


@lru_cache(maxsize=4096)
def is_placeholder(text: str) -> bool:
    """Whether the whole cell stands for an answer still to come."""
    return _WHOLE.fullmatch(text.strip()) is not None


@lru_cache(maxsize=4096)
def placeholder_in(text: str) -> str | None:
    """The template residue inside a text that is otherwise filled in, or None."""
    found = _INSIDE.search(text)
    return found[0] if found else None

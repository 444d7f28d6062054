"""Words that stand for an answer still to come: ``**``, ``XX``, 待定, ``/``."""

import re
from functools import lru_cache

_WHOLE = re.compile(
    r"[*＊_＿×xX○〇\-—–/\\…．.·~]+|待定|待确定|待补充?|待填|暂无|暂定|无|同上|略|空|N/?A|n/?a|"
    r"本项目不适用(?:此|该)?指标|不适用|[某]+|"
    r"(?:此|该)?(?:数据|数字|具体数值|具体数字|数值|某数)|[?？□]+|[(（]\s*[)）]|TBD|tbd|null|NULL|None|#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?)|"
    r"(?:[尚暂还]?未|另行?|以后再|后续再?|届时再?)(?:确定|定|核定|明确|填写?)|后补|后填|补录|如上|同前|不详|暂缺|暂估|暂未(?:确定|明确|定)|"
    r"视(?:实际|具体)?情况(?:而定|确定)?|(?:详?见|参见)(?:附件|附表|方案|后附|另表|上表|下表)|测试|"
    r"待(?:测算|测|商|商定|议|补录|查|核实?|统计|批|报|上级[^,，]{1,8}后[^,，]{1,4})|(?:此处|这里)(?:填写?|填入)[^,，]{0,6}|填写(?:具体)?(?:数字|数值|内容)|"
    r"(?:三级)?指标(?:名称|内容)?|(?:示例|样例|测试|新增|未命名)指标\s*\d*|"
    r"[(（【\[]?(?:请(?:在此|据实)?|待[^遇业]{0,4}?)(?:填写|填入|填报|补填|补充|核定|确定|确认)"
    r"(?:后(?:补填|填写|填报))?[)）】\]]?|"
    r"指标\s*\d*\s*[:：.、]?\s*(?:…+|\.{2,})?"
)
_INSIDE = re.compile(
    r"\*{2,}|＊{2,}|×{2,}|○{2,}|[_＿]{2,}|[△□◇■▲]{2,}|(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z])|某{2,}|[?？]{2,}|"
    r"[≥≤><=]\s*[*＊]|[(（]\s*[)）]"
)


@lru_cache(maxsize=1024)
def is_placeholder(text: str) -> bool:
    """Whether the whole cell stands for an answer still to come."""
    return _WHOLE.fullmatch(text.strip()) is not None


@lru_cache(maxsize=1024)
def placeholder_in(text: str) -> str | None:
    """The template residue inside a text that is otherwise filled in, or None."""
    found = _INSIDE.search(text)
    return found[0] if found else None

"""Value cells: ``≥95%``, ``不少于12场次``, ``±3%以内`` split into operator, value and unit."""

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.indicator import Operator
from assistant.domain.quantity import OPERATOR_ALIASES, SUFFIX_OPERATORS, normalise


class ValueCell(NamedTuple):
    """A value cell taken apart.

    Attributes:
        operator: the bound it prints, or None.
        value: number as printed, or the words.
        unit: what stands behind the number, as printed, or None.
        residue: template text dropped from it (``(≥**株)``), or None.
        doubt: what it may really be, if character recognition seems to have misread it.
    """

    operator: Operator | None
    value: str
    unit: str | None
    residue: str | None = None
    doubt: str | None = None


_WORDS: dict[str, Operator] = {
    **dict.fromkeys(
        ("不少于", "不低于", "不小于", "不短于", "至少", "达到", "大于或等于", "大于等于",
         "高于或等于", "高于等于", "多于等于"), Operator.AT_LEAST,
    ),
    **dict.fromkeys(
        ("小于或等于", "小于等于", "低于等于", "低于或等于", "不超过", "不高于", "不大于", "不多于",
         "不长于", "最多", "至多", "最高", "控制在", "不超"), Operator.AT_MOST,
    ),
    **dict.fromkeys(("超过", "大于", "高于", "多于"), Operator.MORE),
    **dict.fromkeys(("小于", "低于", "少于"), Operator.LESS),
    **dict.fromkeys(("等于",), Operator.EQUAL),
}  # fmt: skip
_SIGNS: dict[str, Operator] = {
    alias: operator
    for alias, operator in OPERATOR_ALIASES.items()
    if operator is not Operator.QUALITATIVE and alias not in ("区间", "介于")
}
_SIGNS |= _WORDS
_SIGNS |= {"≥=": Operator.AT_LEAST, "≤=": Operator.AT_MOST, "≈": Operator.EQUAL}
_PREFIX = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_SUFFIXES = {**SUFFIX_OPERATORS, "及其以上": Operator.AT_LEAST, "或以上": Operator.AT_LEAST}
_SUFFIX = "|".join(sorted(_SUFFIXES, key=len, reverse=True))
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HAN_DIGIT = "[零〇一二两三四五六七八九十百千万亿]"
_CHINESE = rf"{_HAN_DIGIT}*[一二两三四五六七八九十百千]{_HAN_DIGIT}*"
_FRACTION = rf"{_DIGITS}/\d+(?!\d*年)|[一二三四五六七八九十百]+分之[一二三四五六七八九十百]+"
_NUMBER = rf"(?:{_FRACTION}|[-+]?{_DIGITS})"
_UNIT = rf"(?!(?:{_SUFFIX})$)[^\d\s≥≤=<>±~,，。;；、:：!?()（）~-][^\d≥≤=<>±。;；!?]{{0,11}}?"
_QUANTITY = re.compile(
    rf"(?P<sign>{_PREFIX})?\s*(?P<low>{_NUMBER})\s*"
    rf"(?:(?P<low_unit>%|‰|[\u4e00-\u9fff]{{1,3}})?\s*(?:-|~|—+|–|至|到)\s*(?P<high>{_NUMBER}))?\s*"
    rf"(?P<unit>{_UNIT})?\s*(?P<suffix>{_SUFFIX})?"
)
_CHINESE_QUANTITY = re.compile(
    rf"(?P<sign>{_PREFIX})?\s*(?P<low>{_CHINESE})\s*"
    r"(?P<unit>(?:人次|场次|课时|万元|平方米|公里|[个次场期项人户名批条件份篇套台辆座所家天月年季周班门节轮处亩吨元届米]))"
    rf"(?P<tail>/[\u4e00-\u9fff]{{1,3}})?\s*(?P<suffix>{_SUFFIX})?"
)
_DATE = re.compile(
    r"(?:20|19)\d\d\s*(?:年|[.\-/]\s*\d{1,2}(?!\d))|\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号]|底|末|初|中旬|上旬|下旬|份|前|之前|以前)"
    r"|\d{1,2}\s*月\s*$|\d{1,2}[日号](?:前|之前|以前)?$|年(?:底|末)"
)
_TEMPLATE = re.compile(r"\(?\s*(?:[≥≤=<>]=?)?\s*[*＊×XxＸ]{2,}[^()≥≤=<>\d]{0,8}\)?(?=\s*[≥≤=<>])")
_JUDGED = re.compile(
    r"达标|合格|完成|覆盖|到位|通过|发放|支付|以上完成|落实|执行|兑现|满意|及时|准确|达到"
)


@lru_cache(maxsize=4096)
def read_value(text: str) -> ValueCell:
    """``text`` taken apart; words, dates and sentences stay whole."""
    printed = text.strip()
    plain = normalise(printed).replace("％", "%").replace("﹪", "%")
    template = _TEMPLATE.match(plain)
    residue = None
    if template:
        residue = plain[: template.end()].strip()
        plain = plain[template.end() :].strip()
    date = _read_date(plain)
    if date is not None:
        return date._replace(residue=residue)
    match = _QUANTITY.fullmatch(plain) or _CHINESE_QUANTITY.fullmatch(plain)
    if match is None or _is_sentence(match):
        return _read_words(plain if residue else printed, residue)
    return _from_match(match)._replace(residue=residue)


def looks_like_quantity(text: str) -> bool:
    """Whether a whole cell says how much."""
    found = read_value(text)
    return found.operator is not None or found.unit is not None or found.value[:1].isdigit()


def _from_match(match: re.Match[str]) -> ValueCell:
    found = match.groupdict()
    operator = _SIGNS.get(found["sign"] or "")
    value, unit = found["low"], found["unit"]
    if unit is not None:
        unit = (unit + (found.get("tail") or "")).strip() or None
    if operator is Operator.RANGE:
        return ValueCell(operator, f"±{value}", unit)
    if found.get("high"):
        return ValueCell(Operator.RANGE, f"{value}-{found['high']}", unit or found.get("low_unit"))
    if found["suffix"]:
        operator = operator or _SUFFIXES[found["suffix"]]
    return ValueCell(operator, value, unit)


def _is_sentence(match: re.Match[str]) -> bool:
    """``100%达标`` says more than how much: the words stay with the number."""
    unit = match["unit"]
    return unit is not None and _JUDGED.search(unit) is not None


def _read_date(plain: str) -> ValueCell | None:
    """A date is a value as a whole; only a sign before it is an operator."""
    if not _DATE.search(plain):
        return None
    sign = re.match(rf"(?:{_PREFIX})", plain)
    if sign and sign[0] not in ("±", "达到"):
        return ValueCell(_SIGNS[sign[0]], plain[sign.end() :].strip(), None)
    return ValueCell(None, plain, None)


def _read_words(printed: str, residue: str | None) -> ValueCell:
    """Words; a lone sign in front of them is still an operator (``=及时``)."""
    sign = re.match(r"[≥≤=<>＝≧≦]+(?=[^≥≤=<>\d\s])", normalise(printed))
    if sign and sign[0] in _SIGNS:
        return ValueCell(_SIGNS[sign[0]], normalise(printed)[sign.end() :].strip(), None, residue)
    if printed.startswith("定性") and len(printed) > 3 and printed[2] in ":：":
        return ValueCell(Operator.QUALITATIVE, printed[3:].strip(), None, residue)
    return ValueCell(None, printed, None, residue)

"""Value cells: ``≥95%``, ``不少于12场次``, ``±3%以内`` split into operator, value and unit."""

import re
from functools import lru_cache
from typing import NamedTuple

from assistant.domain.indicator import Operator
from assistant.domain.quantity import (
    OPERATOR_ALIASES,
    SUFFIX_OPERATORS,
    normalise,
    read_operator,
)


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
_SUFFIXES = {
    **SUFFIX_OPERATORS,
    **dict.fromkeys(("及其以上", "或以上"), Operator.AT_LEAST),
    **dict.fromkeys(("内", "及以内"), Operator.AT_MOST),
}
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
    r"达标|合格|完成|覆盖|到位|通过|发放|支付|落实|执行|兑现|满意|及时|准确|达到|左右|上下|^[余多]"
)
_BETWEEN = re.compile(
    rf"[≥>]=?\s*(?P<low>{_DIGITS})\s*(?P<unit>[^\d\s≥≤<>=,，且;；]{{0,6}})\s*(?:[,，]|且|并且)?\s*"
    rf"[≤<]=?\s*(?P<high>{_DIGITS})\s*(?P=unit)"
)
_UNIT_IN_BRACKETS = re.compile(
    r".*\d\s*\((?P<unit>%|‰|(?!.*(?:[约估含上下内前后]|预计|暂定|左右))[\u4e00-\u9fff/·]{1,5})\)"
)
_INCLUSIVE = re.compile(r"\s*\(含(?:本数)?\)\s*")
_SIGN = re.compile(rf"(?:{_PREFIX})")
_BARE_SIGN = re.compile(r"[≥≤=<>≧≦]+")
_PERCENT = {ord("％"): "%", ord("﹪"): "%"}
_MARKS = _PERCENT | {ord("〉"): ">", ord("〈"): "<", ord("﹥"): ">", ord("﹤"): "<", ord("≮"): "≥"}
_MARKS |= {ord("≯"): "≤"}
_LONGEST = 80
_LONGEST_SIGN = 12
_SIGN_PARTS = re.compile(r"[()/、\s]+|(?<=[≥≤=<>])(?![=])|(?<![<>])(?=[≥≤=<>])")


@lru_cache(maxsize=1024)
def read_value(text: str) -> ValueCell:
    """``text`` taken apart; words, dates and sentences stay whole."""
    printed = text.strip()
    if len(printed) > _LONGEST:
        return ValueCell(None, printed, None)
    # One character for one, so that a place in `plain` is the same place in `printed`.
    plain = normalise(printed).translate(_MARKS)
    residue = None
    template = _TEMPLATE.match(plain)
    if template:
        residue = printed[: template.end()].strip()
        printed = printed[template.end() :].strip()
        plain = plain[template.end() :].strip()
    found = _read_date(plain, printed) or _read_amount(plain, printed)
    return (found or _read_words(plain, printed))._replace(residue=residue)


@lru_cache(maxsize=1024)
def read_sign(text: str) -> Operator | None:
    """The operator of a whole cell, in words and signs alike (``大于等于（≥）``)."""
    found = read_operator(text)
    if found is not None or len(text) > _LONGEST_SIGN:
        return found
    plain = normalise(text).translate(_MARKS)
    if plain.startswith("定性"):
        return Operator.QUALITATIVE
    parts = [part for part in _SIGN_PARTS.split(plain) if part.strip()]
    signs = {read_operator(part) for part in parts}
    return signs.pop() if len(signs) == 1 else None


def looks_like_quantity(text: str) -> bool:
    """Whether a whole cell says how much."""
    found = read_value(text)
    return found.operator is not None or found.unit is not None or found.value[:1].isdigit()


def _read_amount(plain: str, printed: str) -> ValueCell | None:
    between = _BETWEEN.fullmatch(plain)
    if between is not None:
        value = f"{between['low']}-{between['high']}"
        return ValueCell(Operator.RANGE, value, between["unit"])
    inclusive = _INCLUSIVE.search(plain)
    if inclusive is not None:
        plain = plain[: inclusive.start()] + plain[inclusive.end() :]
        printed = printed[: inclusive.start()] + printed[inclusive.end() :]
    bracketed = _UNIT_IN_BRACKETS.fullmatch(plain)
    if bracketed is not None:
        at = bracketed.start("unit")
        plain = plain[: at - 1] + bracketed["unit"]
        printed = printed[: at - 1] + printed[at : at + len(bracketed["unit"])]
    match = _QUANTITY.fullmatch(plain) or _CHINESE_QUANTITY.fullmatch(plain)
    if match is None or _is_sentence(match):
        return None
    return _from_match(match, printed)


def _from_match(match: re.Match[str], printed: str) -> ValueCell:
    found = match.groupdict()
    operator = _SIGNS.get(found["sign"] or "")
    value, unit = found["low"], None
    if found["unit"] is not None:
        end = match.end("tail") if found.get("tail") else match.end("unit")
        unit = printed[match.start("unit") : end].translate(_PERCENT).strip() or None
    if operator is Operator.RANGE:
        return ValueCell(operator, f"±{value}", unit)
    if found.get("high"):
        return ValueCell(Operator.RANGE, f"{value}-{found['high']}", unit or found.get("low_unit"))
    if found["suffix"]:
        operator = operator or _SUFFIXES[found["suffix"]]
    return ValueCell(operator, value, unit)


def _is_sentence(match: re.Match[str]) -> bool:
    """``100%达标`` and ``300人左右`` say more than how much: the words stay with the number."""
    unit = match["unit"]
    return unit is not None and _JUDGED.search(unit) is not None


def _read_date(plain: str, printed: str) -> ValueCell | None:
    """A date is a value as a whole; only a sign before it is an operator."""
    if not _DATE.search(plain):
        return None
    sign = _SIGN.match(plain)
    if sign and sign[0] not in ("±", "达到"):
        return ValueCell(_SIGNS[sign[0]], printed[sign.end() :].strip(), None)
    return ValueCell(None, printed, None)


def _read_words(plain: str, printed: str) -> ValueCell:
    """Words; a lone sign in front of them is still an operator (``=及时``, ``≥98%以上完成``)."""
    sign = _BARE_SIGN.match(plain)
    if sign and sign[0] in _SIGNS and not _BARE_SIGN.search(plain, sign.end()):
        return ValueCell(_SIGNS[sign[0]], printed[sign.end() :].strip(), None)
    if plain.startswith("定性:") and len(plain) > 3:
        return ValueCell(Operator.QUALITATIVE, printed[3:].strip(), None)
    return ValueCell(None, printed, None)

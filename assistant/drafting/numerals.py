"""Numbers as task texts write them: ``1,200``, ``2.5``, ``十二``, ``百分之九十五``."""

import re
from decimal import ROUND_UP, Decimal, InvalidOperation

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
CHINESE = r"[零〇一二两三四五六七八九十百千万]+"
CHINESE_DECIMAL = rf"{CHINESE}(?:点[零〇一二三四五六七八九]+)?"
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_PLAIN_ARABIC = re.compile(ARABIC)


def read_chinese_number(text: str) -> int | None:
    """The whole number that Chinese numerals write (``三百五十``, ``一万二千``), or None."""
    if not text:
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    head, mark, tail = text.partition("万")
    if mark:
        upper, lower = _below_ten_thousand(head), _below_ten_thousand(tail) if tail else 0
        if len(tail) == 1 and lower:  # 一万二
            lower *= 1000
        return None if upper is None or lower is None else upper * 10_000 + lower
    return _below_ten_thousand(text)


_TENTHS = re.compile(r"(?P<tens>[一二三四五六七八九]|[1-9])成(?P<ones>[一二三四五六七八九]|半)?")
_HALF = re.compile("半数|一半|过半")
_FRACTION = re.compile(r"(?P<of>[二三四五六七八九十])分之(?P<n>[一二三四五六七八九])")
_CENT = Decimal("0.1")


def read_share(text: str) -> Decimal | None:
    """Per cent of a share said in words: 七成 70, 六成五 65, 半数 50, 三分之二 66.7; or None."""
    if _HALF.fullmatch(text):
        return Decimal(50)
    if match := _TENTHS.fullmatch(text):
        tens, ones = read_printed_number(match["tens"]), match["ones"]
        fives = Decimal(5) if ones == "半" else read_printed_number(ones or "零")
        return None if tens is None or fives is None else tens * 10 + fives
    match = _FRACTION.fullmatch(text)
    if match is None:
        return None
    part, whole = read_chinese_number(match["n"]), read_chinese_number(match["of"])
    if not part or not whole or part >= whole:
        return None
    # Rounded up, so that the row never asks for less than the words do.
    share = (Decimal(100) * part / whole).quantize(_CENT, ROUND_UP)
    return share.to_integral_value() if share == share.to_integral_value() else share


def read_round_number(text: str) -> Decimal | None:
    """A scale that stands alone before 余 or behind 近 (百余场, 近千人), or None."""
    return {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}.get(text)


def _below_ten_thousand(text: str) -> int | None:
    """Reads 千, 百, 十 in falling order; 十二 has no digit before its 十."""
    total, digit, last = 0, None, 10_000
    skips = False  # 三千零五 names its places; 三千五 leaves out that its 五 are hundreds
    for place, char in enumerate(text):
        if char in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[char]
            skips = skips or digit == 0
        elif char in _SCALES and _SCALES[char] < last:
            if digit is None and not (char == "十" and place == 0):
                return None
            last = _SCALES[char]
            total += (1 if digit is None else digit) * last
            digit, skips = None, False
        else:
            return None
    if digit and not skips and 100 <= last < 10_000:
        digit *= last // 10
    return total + (digit or 0) if text else None


def read_printed_number(text: str) -> Decimal | None:
    """The number that Arabic digits or Chinese numerals (零点八) write, or None."""
    if _PLAIN_ARABIC.fullmatch(text):
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation:  # pragma: no cover - the pattern admits only decimals
            return None
    whole, point, part = text.partition("点")
    number = read_chinese_number(whole)
    if number is None or not point:
        return None if number is None else Decimal(number)
    if not part or any(char not in _DIGITS for char in part):
        return None
    return Decimal(f"{number}.{''.join(str(_DIGITS[char]) for char in part)}")

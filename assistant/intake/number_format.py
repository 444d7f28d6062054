"""Numbers and dates of a spreadsheet as the sheet prints them: 0.95 under ``0%`` is ``95%``."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 31: 'yyyy"年"m"月"d"日"', 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Number formats that a file names by number only (the Chinese edition's dates)."""

_SIGNIFICANT = 15
_MAX_DECIMALS = 15
_TOKENS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([0#?][0#?,.]*[0#?]|[0#?])|(.)', re.DOTALL)
_DATE_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|\[[^\]]*\]|(y+|m+|d+|h+|s+|AM/PM|a+)|(.)', re.DOTALL | re.I
)
_LITERAL_DROPPED = frozenset("E+;@")


def print_number(value: Decimal, code: str | None) -> str:
    """``value`` as a cell of number format ``code`` prints it; general format without one.

    Conditions, colours and fractions are not printed: such a cell shows its plain number.
    """
    section = _section(value, code or "")
    numbers = [match[3] for match in _TOKENS.finditer(section) if match[3]]
    if len(numbers) != 1 or "/" in section:
        return _general(value)
    percent = "%" in re.sub(r'"[^"]*"', "", section)
    shown = _digits(abs(value) * 100 if percent else abs(value), numbers[0])
    printed = "".join(_literal(match, shown) for match in _TOKENS.finditer(section))
    signed = value < 0 and (code or "").count(";") == 0 and shown.strip("0,.") != ""
    return ("-" if signed else "") + printed.strip()


def print_date(value: datetime.date | datetime.time, code: str | None) -> str:
    """A date or time as its format prints it; ``2023-12-31`` where the format is not known."""
    moment = (
        datetime.datetime.combine(datetime.date(1900, 1, 1), value)
        if isinstance(value, datetime.time)
        else value
        if isinstance(value, datetime.datetime)
        else datetime.datetime.combine(value, datetime.time())
    )
    pattern = (code or "").split(";")[0]
    if not re.search("[ymdhs]", re.sub(r'"[^"]*"|\[[^\]]*\]', "", pattern), re.I):
        return value.isoformat()
    return _date(moment, pattern)


def _general(value: Decimal) -> str:
    """A plain number: as many digits as a sheet shows, never in exponent form."""
    rounded = Decimal(f"{value:.{_SIGNIFICANT}g}")
    plain = format(rounded, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _section(value: Decimal, code: str) -> str:
    """The part of a format that applies to the sign of ``value``."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2 and re.search("[0#]", sections[2]):
        return sections[2]
    return sections[0]


def _digits(value: Decimal, pattern: str) -> str:
    """``value`` with the places and separators of a pattern such as ``#,##0.00``."""
    whole, _, decimals = pattern.partition(".")
    places = min(sum(sign in "0#?" for sign in decimals), _MAX_DECIMALS)
    least = min(decimals.count("0"), _MAX_DECIMALS)
    scaled = value.scaleb(-3 * (len(whole) - len(whole.rstrip(","))))
    rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    grouping = "," if "," in whole.rstrip(",") else ""
    integer, _, fraction = f"{rounded:{grouping}f}".partition(".")
    fraction = fraction[:least] + fraction[least:].rstrip("0")
    return integer + ("." + fraction if fraction else "")


def _literal(match: re.Match[str], shown: str) -> str:
    """What one token of a number format prints."""
    quoted, escaped, number, other = match.groups()
    if number:
        return shown
    if other is not None:
        return "" if other in _LITERAL_DROPPED else other
    return quoted or escaped or ""


def _date(moment: datetime.datetime, pattern: str) -> str:
    """``moment`` through a date pattern; ``m`` after hours is minutes."""
    printed: list[str] = []
    after_hour = False
    for match in _DATE_TOKENS.finditer(pattern):
        quoted, escaped, token, other = match.groups()
        if token is None:
            printed.append(quoted or escaped or (other if other not in (None, "@") else "") or "")
            continue
        printed.append(_date_part(moment, token.lower(), after_hour))
        after_hour = token[0].lower() == "h"
    return "".join(printed).strip()


def _date_part(moment: datetime.datetime, token: str, after_hour: bool) -> str:
    """One part of a date."""
    kind, width = token[0], min(len(token), 2)
    if kind == "y":
        return f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
    if kind == "a":
        return ""
    number = {
        "m": moment.minute if after_hour else moment.month,
        "d": moment.day,
        "h": moment.hour,
        "s": moment.second,
    }[kind]
    return f"{number:0{width}d}"

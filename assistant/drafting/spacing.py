"""Texts that recognition set apart character by character: 新建 供 水 管 网 35 公 里."""

import re

_HAN = r"[\u4e00-\u9fff]"
# Four characters in a row with a blank between each: nobody types a clause so.
_SPACED = re.compile(rf"(?<!\S){_HAN}(?: {_HAN}){{3,}}(?!\S)|(?:{_HAN} ){{3,}}\d")
_BLANK = re.compile(rf"(?<={_HAN}) +(?={_HAN}|\d)|(?<=\d) +(?={_HAN}|\d)")


def is_spaced(text: str) -> bool:
    """Whether the characters of ``text`` stand apart, so that its blanks say nothing."""
    return _SPACED.search(text) is not None


def unspaced(text: str) -> str:
    """``text`` without the blanks between its characters, where they say nothing."""
    return _BLANK.sub("", text) if is_spaced(text) else text


def places_of(text: str) -> list[int]:
    """For each character of ``unspaced(text)`` its offset in ``text``, and one more for the end."""
    dropped = {
        place for match in _BLANK.finditer(text) for place in range(match.start(), match.end())
    }
    kept = [place for place in range(len(text)) if place not in dropped]
    return [*kept, len(text)]

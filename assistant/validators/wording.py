"""Wording lists as data: ``terms/*.yaml``, editable by a finance office, compiled once.

A file holds a ``version`` and ``lists``; a list has a ``kind``, ``items`` and, where words hide in
other words (定性 in 稳定性), the longer words as ``except``. One kind of list is one class here:

- ``words``: found anywhere in a text;
- ``openings``: a text begins with one;
- ``endings``: a text ends in one;
- ``phrases``: regular expressions, for those who need more;
- ``classes``: ``endings`` under class names, to sort a text by what it ends in;
- ``aliases``: other spellings of one name;
- ``families``: scales, each with the words at its top, middle and bottom.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


def _alternatives(words: Iterable[str]) -> str:
    """Words as one pattern, the longest first so that a word never hides a longer one."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class WordList:
    """Plain words looked for in one pass.

    An exception consumes its text, so that a word inside it is not found.
    """

    _frame = "{}"

    def __init__(self, items: Iterable[str], exceptions: Iterable[str] = ()) -> None:
        """Compile ``items`` and the longer words in which they do not count."""
        self.items = tuple(items)
        self.exceptions = tuple(exceptions)
        wanted = f"({_alternatives(self.items)})"
        skipped = f"(?:{_alternatives(self.exceptions)})|" if self.exceptions else ""
        self._pattern = re.compile(self._frame.format(f"(?:{skipped}{wanted})"))

    def find(self, text: str) -> str | None:
        """The first word found, or None."""
        for match in self._pattern.finditer(text):
            if match[1] is not None:
                return match[1]
        return None

    def find_all(self, text: str) -> tuple[str, ...]:
        """Every word found, in order."""
        return tuple(match[1] for match in self._pattern.finditer(text) if match[1] is not None)

    def drop(self, text: str) -> str:
        """``text`` without the words."""
        return self._pattern.sub(lambda match: "" if match[1] is not None else match[0], text)

    def matches(self, text: str) -> bool:
        """Whether the whole text is one of the words."""
        return text in self.items


class OpeningList(WordList):
    """Words that a text begins with."""

    _frame = "^{}"


class EndingList(WordList):
    """Words that a text ends in; of two that fit, the longer one counts."""

    _frame = "{}$"

    def __init__(self, items: Iterable[str], exceptions: Iterable[str] = ()) -> None:
        """Compile the words and note how far from the end they can reach."""
        super().__init__(items, exceptions)
        self._reach = max(map(len, (*self.items, *self.exceptions)))

    def find(self, text: str) -> str | None:
        """The word at the end, or None."""
        return super().find(text[-self._reach :])


class PhraseList:
    """Regular expressions looked for in one pass."""

    def __init__(self, items: Iterable[str], exceptions: Iterable[str] = ()) -> None:
        """Compile ``items``; texts in which an exception is found never match."""
        self._pattern = re.compile("|".join(f"(?:{item})" for item in items))
        self._unless = re.compile("|".join(f"(?:{item})" for item in exceptions) or r"(?!)")

    def find(self, text: str) -> str | None:
        """The first passage that fits, or None."""
        match = self._pattern.search(text)
        return match[0] if match and not self._unless.search(text) else None

    def find_all(self, text: str) -> tuple[str, ...]:
        """Every passage that fits, in order."""
        if self._unless.search(text):
            return ()
        return tuple(match[0] for match in self._pattern.finditer(text))


class EndingClasses:
    """Sorts a text by what it ends in."""

    def __init__(self, items: dict[str, list[str]], exceptions: Iterable[str] = ()) -> None:
        """Compile the endings of every class; an ending stands in one class only."""
        self._class_of = {word: name for name, words in items.items() for word in words}
        self._endings = EndingList(self._class_of, exceptions)

    def find(self, text: str) -> tuple[str, str] | None:
        """The class and the ending, or None."""
        word = self._endings.find(text)
        return None if word is None else (self._class_of[word], word)


class AliasTable:
    """Other spellings of one name."""

    def __init__(self, items: dict[str, list[str]]) -> None:
        """Map every spelling, and the name itself, to the name."""
        self._names = {word: name for name, words in items.items() for word in [*words, name]}

    def get(self, text: str) -> str | None:
        """The name that ``text`` stands for, or None."""
        return self._names.get(text)


@cache
def _file(topic: str) -> dict[str, Any]:
    text = (files("assistant.validators") / "terms" / f"{topic}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded


def _list(name: str, kind: str) -> dict[str, Any]:
    topic, _, key = name.partition(".")
    entry: dict[str, Any] = _file(topic)["lists"][key]
    if entry["kind"] != kind:
        raise TypeError(f"wording list {name} is of kind {entry['kind']}, not {kind}")
    return entry


@cache
def words(name: str) -> WordList:
    """The list ``topic.key`` of kind ``words``."""
    entry = _list(name, "words")
    return WordList(entry["items"], entry.get("except", ()))


@cache
def openings(name: str) -> OpeningList:
    """The list ``topic.key`` of kind ``openings``."""
    entry = _list(name, "openings")
    return OpeningList(entry["items"], entry.get("except", ()))


@cache
def endings(name: str) -> EndingList:
    """The list ``topic.key`` of kind ``endings``."""
    entry = _list(name, "endings")
    return EndingList(entry["items"], entry.get("except", ()))


@cache
def phrases(name: str) -> PhraseList:
    """The list ``topic.key`` of kind ``phrases``."""
    entry = _list(name, "phrases")
    return PhraseList(entry["items"], entry.get("except", ()))


@cache
def classes(name: str) -> EndingClasses:
    """The list ``topic.key`` of kind ``classes``."""
    entry = _list(name, "classes")
    return EndingClasses(entry["items"], entry.get("except", ()))


@cache
def aliases(name: str) -> AliasTable:
    """The list ``topic.key`` of kind ``aliases``."""
    return AliasTable(_list(name, "aliases")["items"])


@cache
def families(name: str) -> dict[str, dict[str, list[str]]]:
    """The list ``topic.key`` of kind ``families``: words of one scale, by their rank in it."""
    found: dict[str, dict[str, list[str]]] = _list(name, "families")["items"]
    return found


@cache
def wording_version() -> str:
    """The newest version among the wording lists, as printed in reports."""
    folder = files("assistant.validators") / "terms"
    versions = [
        str(_file(path.name.removesuffix(".yaml")).get("version", ""))
        for path in folder.iterdir()
        if path.name.endswith(".yaml")
    ]
    return max(versions)

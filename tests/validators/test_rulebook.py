"""Every rule has its page in both languages, and the documents hold the table as generated."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from assistant.domain.finding import Severity
from assistant.messages import Language, Message
from assistant.validators import Rule, all_rules, find_rule
from assistant.validators.notices import NOTICES
from assistant.validators.rulebook import rules_table
from docs.generate_rules import BEGIN, END, PAGE

COUNTS = {
    "F": 5,
    "T": 9,
    "V": 7,
    "M": 9,
    "D": 9,
    "TM": 3,
    "R": 5,
    "U": 4,
    "W": 6,
    "Y": 3,
    "X": 4,
    "P": 3,
    "E": 2,
}


def test_the_catalogue_is_whole() -> None:
    groups = [rule.code.rstrip("0123456789") for rule in all_rules()]
    assert {group: groups.count(group) for group in groups} == COUNTS
    assert len(all_rules()) == 69


def test_codes_and_names_are_unique() -> None:
    known = (*all_rules(), *NOTICES)
    assert len({rule.code for rule in known}) == len(known)
    assert len({rule.name for rule in known}) == len(known)
    for rule in known:
        assert find_rule(rule.code) is rule
        assert find_rule(rule.name) is rule


@pytest.mark.parametrize("rule", [*all_rules(), *NOTICES], ids=lambda rule: rule.code)
def test_a_page_says_it_all(rule: Rule) -> None:
    for language in Language:
        page = rule.page(language)
        assert rule.code in page and rule.name in page
        assert rule.title.text(language) in page
        assert rule.basis[0].text(language) in page
    for heading in ("为什么", "错例", "正例", "何时不报"):
        assert f"{heading}：" in rule.page(Language.CHINESE)
        assert len(rule.page_sections[heading]) > 1


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_page_gives_the_measured_precision(rule: Rule) -> None:
    assert "实测准确率" in rule.page(Language.CHINESE)
    assert "Measured precision" in rule.page(Language.ENGLISH)


def test_each_rule_stands_in_the_file_of_its_code() -> None:
    for rule in all_rules():
        assert type(rule).__module__.rpartition(".")[2] == rule.code
        assert rule.severity in Severity


def test_the_table_in_the_documents_is_as_generated() -> None:
    text = Path(PAGE).read_text(encoding="utf-8")
    table = text.split(BEGIN)[1].split(END)[0].strip()
    assert table == rules_table(all_rules()), "run: python -m docs.generate_rules"


def _messages(rule: Rule) -> list[Message]:
    """Every message that stands in the rule's own file."""
    found: list[Message] = []
    for value in vars(import_module(type(rule).__module__)).values():
        values = value.values() if isinstance(value, dict) else [value]
        found += [item for item in values if isinstance(item, Message)]
    return found


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_both_languages_say_the_same(rule: Rule) -> None:
    for message in _messages(rule):
        placeholders = [set(re.findall(r"{(\w+)", text)) for text in message]
        assert placeholders[0] == placeholders[1], message
        assert not re.search("[\u4e00-\u9fff]", message.en), message.en

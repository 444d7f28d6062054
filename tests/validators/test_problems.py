"""What the reader of a file left open is told in the language of the review."""

from assistant.domain.indicator import Indicator
from assistant.domain.target import PerformanceTarget, Problem
from assistant.intake.recognise import problems
from assistant.messages import Language
from assistant.profiles import load_profile
from assistant.validators import review_target


def _told(problem: Problem, language: Language) -> str:
    target = PerformanceTarget(
        indicators=(Indicator(id="I1", name="培训人次"),), problems=(problem,)
    )
    review = review_target(target, load_profile("national-2021"), language=language)
    (found,) = [one for one in review.findings if one.code == problem.code]
    return found.message


def test_doubts_of_reading_are_english_in_an_english_review() -> None:
    doubt = problems.problem(problems.WEIGHT_DOUBT, indicator="I1", printed="5O")
    assert _told(doubt, Language.ENGLISH).isascii()
    assert "权重识别为“5O”" in _told(doubt, Language.CHINESE)


def test_how_text_was_hidden_is_english_too() -> None:
    hidden = problems.problem(
        problems.HIDDEN_TEXT, code="E02", how=problems.HOW_HIDDEN["white"], text="ok"
    )
    assert _told(hidden, Language.ENGLISH).isascii()


def test_a_doubt_noted_in_chinese_alone_is_quoted_as_such() -> None:
    old = Problem(code="E01", indicator="I1", message="第3格看不清。")
    assert "(in Chinese): 第3格看不清." in _told(old, Language.ENGLISH).replace("。", "")

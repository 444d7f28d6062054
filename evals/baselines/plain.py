"""Plain prompting: one request in plain words, the answer taken as it comes.

No shape is asked for, nothing is grounded, no rule is run and nothing is asked again: what somebody
gets who pastes the tasks into a chat window. The model's own number is its own.
"""

from decimal import Decimal
from typing import NamedTuple

import openai

from assistant.domain.draft import Usage
from assistant.llm.providers import Endpoint

LONGEST = 600
"""Tokens of an answer; a small model that has lost itself goes on until it is stopped."""

DRAFT = """\
你是预算单位的工作人员。请根据下面的年度任务编制预算绩效目标表，列出产出、效益和满意度指标，权重合计{total}。
用 Markdown 表格输出，只输出表格。表头为：
一级指标 | 二级指标 | 三级指标 | 性质 | 指标值 | 单位 | 权重

年度任务：
{tasks}
"""
REWRITE = """\
下面这条预算绩效指标太笼统，无法考核。请改写成可以衡量的一条。
用 Markdown 表格输出，只输出这一行。表头为：
一级指标 | 二级指标 | 三级指标 | 性质 | 指标值 | 单位

指标：{row}
相关任务：{tasks}
"""
REFINE = """\
下面是一张预算绩效目标表和一句修改要求。
请输出修改后的整张表，仍用 Markdown 表格，表头不变。只输出表格。

{table}

要求：{said}
"""


class Plain(NamedTuple):
    """What came back.

    Attributes:
        text: the answer.
        usage: tokens as the endpoint counts them.
    """

    text: str
    usage: Usage


def ask(endpoint: Endpoint, words: str, longest: int = LONGEST) -> Plain:
    """The answer of an endpoint to one message.

    Raises:
        openai.OpenAIError: the endpoint did not answer.
    """
    with openai.OpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.key.get_secret_value(),
        max_retries=0,
        timeout=endpoint.provider.first_byte_seconds,
    ) as client:
        answer = client.chat.completions.create(
            model=endpoint.model,
            messages=[{"role": "user", "content": words}],
            temperature=0,
            max_tokens=longest,
        )
    used = answer.usage
    return Plain(
        answer.choices[0].message.content or "",
        Usage(
            calls=1,
            prompt_tokens=used.prompt_tokens if used else 0,
            completion_tokens=used.completion_tokens if used else 0,
        ),
    )


def plain_number(number: Decimal) -> str:
    """Digits without an exponent, as a person would type them."""
    return format(number.normalize(), "f")

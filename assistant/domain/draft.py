"""What a drafting run gives back."""

from assistant.domain.finding import Finding, NotChecked
from assistant.domain.frozen import Frozen
from assistant.domain.target import PerformanceTarget


class Usage(Frozen):
    """What the model calls of one piece of work cost, all tries included.

    Attributes:
        calls: requests sent.
        prompt_tokens: tokens of the prompts, as the endpoint counts them.
        completion_tokens: tokens of the answers.
        seconds: time spent waiting for the model.
        estimated: some endpoint gave no token counts, so that these include our own estimate.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        """Both together."""
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            seconds=round(self.seconds + other.seconds, 3),
            estimated=self.estimated or other.estimated,
        )


class Draft(Frozen):
    """A drafted table with what the rules say of it.

    Attributes:
        target: the table; each row has its provenance, ``confirm`` flag, tasks and SMART letters.
        findings: what is still open after repair.
        not_checked: rules that lacked data.
        rounds: rounds of validation and repair that were run, at least 1.
        usage: cost of all model calls.
        notes: what the user should know (rows given up, numbers not used, a model that failed).
        profile: name of the profile that weights, catalogue and rules follow.
        failure: why the model stopped answering, in the user's language; rules and library
            filled in what it left. None where it did all that was asked.
    """

    target: PerformanceTarget
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    rounds: int = 1
    usage: Usage = Usage()
    notes: tuple[str, ...] = ()
    profile: str | None = None
    failure: str | None = None

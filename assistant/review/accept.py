"""Accepting everything: one answer after the other, each verified on what stands by then."""

from assistant.domain.edit import Edit
from assistant.domain.finding import AcceptAll, Finding, Question, Severity, TargetReview
from assistant.domain.target import PerformanceTarget
from assistant.review.questions import needs_fact, questions_about, questions_of_blanks
from assistant.review.suggest import Answer, Workbench
from assistant.review.verify import Key, Settings, is_blank, keys_of
from assistant.validators import review_target

_MOST_STEPS = 300


class Accepted:
    """A table on its way to one without answerable errors."""

    def __init__(self, target: PerformanceTarget, settings: Settings) -> None:
        """Start from ``target``."""
        self.target = target
        self.settings = settings
        self.edits: list[Edit] = []
        self.asked: list[Question] = []
        self._stuck: set[tuple[Key, ...]] = set()

    def run(self) -> None:
        """Take the best answer to the gravest finding until none has one."""
        moved = True
        for _ in range(_MOST_STEPS):
            found = self._next()
            if found is not None:
                finding, step = found
                self._ask(finding, step)
                self.target = step.verdict.after
                self.edits += step.proposal.edits
                moved = True
            elif moved:
                # What had no answer at first may have one now that other rows have changed.
                moved = False
                self._stuck.clear()
            else:
                return

    def _ask(self, finding: Finding, step: Answer) -> None:
        """What the unit must confirm of the answer that was taken."""
        row = finding.indicator
        known = {question.text for question in self.asked}
        for text in step.proposal.supply:
            if text not in known:
                self.asked.append(
                    Question(code=finding.code, indicator=row, text=text, blocking=False)
                )

    def _next(self) -> tuple[Finding, Answer] | None:
        bench = Workbench(self.target, self.settings)
        for finding in bench.findings:
            if finding.waiver is not None or keys_of(finding) in self._stuck:
                continue
            if found := bench.answers(finding):
                return finding, found[0]
            self._stuck.add(keys_of(finding))
        return None

    def result(self) -> tuple[PerformanceTarget, TargetReview]:
        """The table and what the rules, all of them, say of it."""
        settings = self.settings
        review = review_target(
            self.target,
            settings.profile,
            ignore=settings.ignore,
            language=settings.language,
            drafted=settings.drafted,
            waivers=settings.waivers,
        )
        return self.target, review


def accept_all(target: PerformanceTarget, settings: Settings) -> AcceptAll:
    """What comes of accepting every verified suggestion, with the questions that are left."""
    accepted = Accepted(target, settings)
    accepted.run()
    result, review = accepted.result()
    asked = questions_about(review.findings, result, settings.language)
    rows = {row.id for row in result.indicators} | {None}
    blanks = {row.id for row in result.indicators if is_blank(row)}
    confirm = [
        question
        for question in accepted.asked
        if question.indicator in rows and question.indicator not in blanks
    ]
    return AcceptAll(
        edits=tuple(accepted.edits),
        summary=review.summary,
        questions=(*asked, *questions_of_blanks(result, settings.language), *confirm),
    )


def answerable_errors(review: TargetReview) -> tuple[Finding, ...]:
    """Errors that stand though no fact from the unit is missing: there should be none."""
    blanks = {row.id for row in review.target.indicators if is_blank(row)}
    return tuple(
        finding
        for finding in review.findings
        if finding.severity is Severity.ERROR
        and finding.waiver is None
        and not needs_fact(finding)
        and finding.indicator not in blanks
    )

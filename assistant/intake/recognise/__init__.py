"""From grids and lines to targets: what cells mean decides, not where they stand.

A document is read once, top to bottom. Rows go to whoever knows them: a header begins a table of
indicators (`headers`, `indicators`, `align`), labels give facts (`facts`, `labels`), a block of
amounts gives the money (`funding`), a list gives the tasks (`tasks`); prose is searched for
indicators (`running_text`) and, where there is no table at all, taken as a list of tasks.
"""

from assistant.intake.recognise.document import recognise

__all__ = ["recognise"]

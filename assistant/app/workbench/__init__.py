"""The unit's workbench: one conversation a user, one table beside it, all of it kept in the store.

A page is drawn from the store at every step, so that a second window, a second worker or a restart
shows the same. Only the drafts under way live in memory, and what they have written so far is kept
as it comes.
"""

from assistant.app.workbench.page import Page
from assistant.app.workbench.said import Said
from assistant.app.workbench.state import Preferences, Progress, Stage, State
from assistant.app.workbench.work import Work
from assistant.app.workbench.workbench import Workbench

__all__ = ["Page", "Preferences", "Progress", "Said", "Stage", "State", "Work", "Workbench"]

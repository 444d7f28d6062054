"""What can go wrong, in families by who must act.

    AssistantError
    ├── InputError             the user: this file, text or argument cannot be used    exit code 2
    │   ├── UnreadableFileError    missing, empty, too large, damaged, of an unknown format
    │   ├── NothingFoundError      readable, but holds no table and no task
    │   ├── EditError              an edit that names a row or field that is not there
    │   ├── NotFoundError          a form, user or session that is not kept, or not theirs to see
    │   ├── NotPermittedError      what this user, or this state of the form, does not allow
    │   └── ConflictError          somebody else saved first; nothing was overwritten
    ├── ConfigurationError     the operator: a setting, profile or prompt is wrong     exit code 2
    ├── ProviderError          the model or the way to it                              exit code 3
    │   ├── ProviderUnavailableError   refused, timed out, overloaded, cut off
    │   ├── ProviderRejectedError      key, quota or request refused: trying again will not help
    │   ├── AnswerInvalidError         an answer came, but not one that holds to the type asked for
    │   ├── AnswerTruncatedError       the answer ran out of room
    │   └── BudgetExceededError        the tokens or time allowed for this draft are used up
    ├── StoreError             the database that keeps the work                        exit code 2
    │   ├── StoreUnavailableError      cannot be reached, even after waiting
    │   ├── StoreFullError             no room left; nothing was changed
    │   └── StoreDamagedError          holds something else than what was written
    └── CancelledError         the user stopped it; what was made so far is kept

Anything else that escapes is our own bug. Every error carries a `Message` (what was found, what
was expected, what to do), so that both faces say it in the user's language, and none ever carries
a key or a whole document.
"""

from typing import ClassVar

from assistant.messages import Language, Message


class AssistantError(Exception):
    """Base of every error that we raise on purpose."""

    exit_code: ClassVar[int] = 2

    def __init__(self, message: Message, **values: object) -> None:
        """Keep the message and its values; ``str()`` gives the Chinese sentence."""
        super().__init__(message.text(Language.CHINESE, **values))
        self.message = message
        self.values = values

    def text(self, language: Language = Language.CHINESE) -> str:
        """The sentence for the user in ``language``."""
        return self.message.text(language, **self.values)


class InputError(AssistantError):
    """What the user gave cannot be used as it is."""


class UnreadableFileError(InputError):
    """A file that is missing, empty, too large, damaged or of a format we do not read."""


class NothingFoundError(InputError):
    """A readable document that holds neither an indicator table nor a task."""


class EditError(InputError):
    """An edit that names a row or a field that the table does not have."""


class NotFoundError(InputError):
    """A form, user or session that is not kept, or that this user may not see."""


class NotPermittedError(InputError):
    """What this user may not do, or what the form's state does not allow."""


class ConflictError(InputError):
    """Somebody else saved first; nothing was overwritten."""


class ConfigurationError(AssistantError):
    """A setting, a profile or a prompt that the operator must correct."""


class ProviderError(AssistantError):
    """The model, or the way to it, failed."""

    exit_code: ClassVar[int] = 3


class ProviderUnavailableError(ProviderError):
    """Refused, timed out, overloaded or cut off: the same call may go through later."""


class ProviderRejectedError(ProviderError):
    """Key, quota or request refused: the same call will be refused again."""


class AnswerInvalidError(ProviderError):
    """The model answered, but never in the shape that was asked for."""


class AnswerTruncatedError(ProviderError):
    """The answer ended because it ran out of room (``finish_reason`` is ``length``)."""


class BudgetExceededError(ProviderError):
    """The tokens or the time allowed for this piece of work are used up."""


class StoreError(AssistantError):
    """The database that keeps the work failed."""


class StoreUnavailableError(StoreError):
    """The database cannot be reached or used, even after waiting."""


class StoreFullError(StoreError):
    """There is no room left; what was kept before still stands."""


class StoreDamagedError(StoreError):
    """The database holds something else than what was written to it."""


class CancelledError(AssistantError):
    """The user stopped the work; whatever was made so far is kept."""

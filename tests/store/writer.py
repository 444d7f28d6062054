"""Writes to a store from a process of its own, as told on the command line; prints what is kept.

python -m tests.store.writer count FORM USER TIMES    add to the goal until it is TIMES longer
python -m tests.store.writer endless FORM USER        one revision after the other
python -m tests.store.writer open                     open the store and say so
"""

import sys

from assistant.exceptions import ConflictError
from assistant.settings import Settings
from assistant.store import Store, open_store
from assistant.store.records import User


def _add_to_goal(store: Store, form: str, user: User, mark: str) -> int:
    while True:
        kept = store.forms.revision(form, by=user)
        longer = kept.target.model_copy(update={"goal": f"{kept.target.goal}{mark}；"})
        try:
            return store.forms.save(form, kept.number, longer, by=user, why=mark).number
        except ConflictError:
            continue


def main(action: str, *arguments: str) -> None:
    """Do it."""
    with open_store(Settings()) as store:
        if action == "open":
            print(store.where, flush=True)
            return
        form, name, *rest = arguments
        user = store.users.get(name)
        turn = 0
        while action == "endless" or turn < int(rest[0]):
            turn += 1
            print(_add_to_goal(store, form, user, f"{name}{turn}"), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

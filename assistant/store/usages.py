"""What the calls of models cost."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta, tzinfo

from sqlalchemy import select

from assistant.domain.draft import Usage
from assistant.store.columns import now
from assistant.store.database import Database, Transaction
from assistant.store.records import UsageLine
from assistant.store.tables import UsageRow


class Usages:
    """What the calls of models cost, by provider, model and day."""

    def __init__(self, database: Database) -> None:
        """Keep them in this database."""
        self._database = database

    def add(
        self,
        usage: Usage,
        *,
        provider: str,
        model: str,
        purpose: str,
        who: str | None = None,
        form_id: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Keep what one piece of work cost; work without a call leaves nothing.

        Args:
            usage: calls, tokens and seconds, all tries included.
            provider: name of the provider.
            model: name of the model.
            purpose: what the calls were for (``draft``, ``refine``, ``review``).
            who: name of the user, if one is known.
            form_id: the form that it was for, if there is one.
            at: when; by default now.
        """
        if not usage.calls:
            return

        def work(transaction: Transaction) -> None:
            row = UsageRow(
                at=at or now(),
                who=who,
                form_id=form_id,
                provider=provider,
                model=model,
                purpose=purpose,
                **usage.model_dump(),
            )
            transaction.session.add(row)

        self._database.write(work)

    def by_day(
        self, *, since: date, until: date, zone: tzinfo | None = None
    ) -> tuple[UsageLine, ...]:
        """Calls and tokens by day, provider and model, the latest day first.

        Args:
            since: first day.
            until: last day.
            zone: whose days; by default this machine's.
        """
        first = datetime.combine(since, time(), zone).astimezone(zone)
        end = datetime.combine(until + timedelta(days=1), time(), zone).astimezone(zone)
        query = select(
            UsageRow.at,
            UsageRow.provider,
            UsageRow.model,
            UsageRow.calls,
            UsageRow.prompt_tokens,
            UsageRow.completion_tokens,
            UsageRow.seconds,
            UsageRow.estimated,
        ).where(UsageRow.at >= first, UsageRow.at < end)
        rows = self._database.read(lambda session: session.execute(query).all())
        sums: defaultdict[tuple[date, str, str], Usage] = defaultdict(Usage)
        for at, provider, model, *cost in rows:
            day = at.astimezone(zone).date()
            sums[day, provider, model] += Usage(
                calls=cost[0],
                prompt_tokens=cost[1],
                completion_tokens=cost[2],
                seconds=cost[3],
                estimated=cost[4],
            )
        lines = (
            UsageLine(day=day, provider=provider, model=model, **total.model_dump())
            for (day, provider, model), total in sums.items()
        )
        return tuple(
            sorted(lines, key=lambda line: (-line.day.toordinal(), line.provider, line.model))
        )

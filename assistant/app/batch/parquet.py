"""Parquet: typed columns, written as they come, so that memory stays flat over millions of rows."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.app.batch.rows import Column, Row

_ROWS_AT_ONCE = 2_000


class ParquetTable:
    """One Parquet file under way."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Begin the file."""
        fields = [(one.name, pa.int64() if one.is_number else pa.string()) for one in columns]
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def add(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        self._rows.extend(rows)
        if len(self._rows) >= _ROWS_AT_ONCE:
            self._flush()

    def __enter__(self) -> Self:
        """This table."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left, unless something failed, and end the file."""
        if kind is None:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
            self._rows = []

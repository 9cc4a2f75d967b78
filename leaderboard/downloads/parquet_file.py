"""A table as Parquet: typed columns with their meanings, and the table's facts in the file's metadata."""

from __future__ import annotations

import json
from itertools import islice
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from leaderboard.downloads.tables import ColumnType, Table

_ROWS_AT_A_TIME = 20_000
_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.TIME: pa.timestamp("ms", tz="UTC"),
}


def write_parquet(table: Table, file: BinaryIO) -> None:
    """Write one row group at a time; only its rows are in memory."""
    schema = _schema(table)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        rows = table.rows()
        while some := list(islice(rows, _ROWS_AT_A_TIME)):
            columns = zip(*some, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _schema(table: Table) -> pa.Schema:
    fields = [
        pa.field(column.name, _TYPES[column.type], metadata={"meaning": column.meaning}) for column in table.columns
    ]
    facts = {name: str(value) for name, value in table.facts.items()}
    return pa.schema(fields, metadata={"table": table.name, **facts, "facts": json.dumps(dict(table.facts))})

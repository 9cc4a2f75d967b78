"""Files as other programs read them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.test import Client
from pyarrow import parquet


def fetched(address: str, **headers: str) -> bytes:
    reply = Client().get(address, headers=headers)
    assert reply.status_code in (200, 206), (address, reply.status_code)
    data: bytes = reply.getvalue()
    return data


def csv_rows(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetched(address).decode("utf-8-sig"), newline="")))


def json_document(address: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(fetched(address))
    return document


def parquet_table(address: str) -> Any:
    return parquet.read_table(io.BytesIO(fetched(address)))

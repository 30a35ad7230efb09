"""Files of a study: each is there whole or not at all, and on the disk before it counts."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["whole_bytes", "whole_json", "whole_parquet"]


def whole_bytes(path: Path, data: bytes) -> None:
    """Write a file under another name, see that it is on the disk, and give it its name.

    Raises
    ------
    OSError
        Naming the file; nothing is left then.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):
            raise OSError(error.errno, os.strerror(error.errno or 0), str(path)) from None
        raise


def whole_json(path: Path, tree: Mapping[str, Any]) -> None:
    """Write a JSON object, readable by people."""
    text = json.dumps(tree, ensure_ascii=False, indent=1, default=str)
    whole_bytes(path, f"{text}\n".encode())


def whole_parquet(path: Path, table: pa.Table) -> None:
    """Write a table: zstd, floating numbers by their bytes, a checksum on each page."""
    texts = [f.name for f in table.schema if not _numeric(f.type)]
    floats = [f.name for f in table.schema if pa.types.is_floating(f.type)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        use_dictionary=texts or False,
        use_byte_stream_split=floats or False,
        write_page_checksum=True,
    )
    whole_bytes(path, sink.getvalue().to_pybytes())


def _numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))

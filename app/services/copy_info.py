"""What is known of an int8 copy: its record, as the engine's maker writes it beside the copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class CopyInfo:
    """A copy that is there."""

    model: str
    path: Path
    size: int
    """Bytes."""
    psnr_db: float
    """Against the original, of the worst crop that was compared, and of the middle one."""
    psnr_median_db: float
    original_ms: float
    """Median of a run, of the original and of the copy, on ``threads`` threads where it was made."""
    copy_ms: float
    threads: int
    made: str
    """ISO 8601."""
    original_size: int
    """Of the file that it was made of, in bytes; then its time in ns since 1970 and its SHA-256."""
    original_mtime_ns: int
    original_sha256: str
    stale: bool = False
    """Whether the original that is here now is another file: engines do not take the copy then."""

    @property
    def times_as_fast(self) -> float:
        """As the original, by the medians; 0 where the clock saw nothing."""
        return self.original_ms / self.copy_ms if self.copy_ms else 0.0

    @property
    def hardly_faster(self) -> bool:
        """Whether it is of no use on the processor where it was made."""
        return self.times_as_fast < 1.1


def read_info(model: str, folder: Path, record: dict[str, Any]) -> CopyInfo:
    """Raises KeyError, TypeError and ValueError for a record of another version."""
    return CopyInfo(
        model,
        folder / str(record["file"]),
        int(record["copy_size"]),
        float(record["psnr_db"]),
        float(record["psnr_median_db"]),
        float(record["original_ms"]),
        float(record["copy_ms"]),
        int(record["threads"]),
        str(record["made"]),
        int(record["size"]),
        int(record["mtime_ns"]),
        str(record["sha256"]),
    )

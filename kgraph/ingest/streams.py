"""Big files read piece by piece: what is decompressed stays within bounds, and damage is told where it begins."""
from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kgraph.errors import InputError

MOST_BYTES = 2 * 1024**3  # of one compressed file, decompressed
MOST_RATIO = 200  # decompressed bytes for each compressed one …
RATIO_FROM = 10_000_000  # … once so many bytes are decompressed; text has a ratio of 3 to 10
DAMAGE = (EOFError, OSError, zlib.error)  # what a cut or altered file raises while it is read


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row or record that was not used: its number from 1, the reason in one word as of InputError, and what is wrong with it."""

    number: int
    reason: str
    message: str


class Decompressed(io.RawIOBase):
    """A file's bytes, those of a .gz file decompressed, up to where it is damaged or swells too far: `fault` says so at the end.

    The end comes early, and as no error, because readers that buffer would lose what precedes an error. Damage to a .gz file
    may show only some way behind it: what was read last before a fault may be garbled.
    """

    def __init__(self, path: Path, most: int) -> None:
        self.most = most
        self.given = 0
        self.fault: InputError | None = None
        self.file = path.open("rb")
        self.stream = gzip.GzipFile(fileobj=self.file) if path.suffix.lower() == ".gz" else None

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.given

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, b"" at the end; a negative size is that of one buffer."""
        if self.fault is not None:
            return b""
        try:
            piece = (self.stream or self.file).read1(size if size >= 0 else io.DEFAULT_BUFFER_SIZE)
        except DAMAGE as error:
            self.fault = InputError(f"the file is cut, or damaged before byte {self.given:,} of what it holds ({one_line(error)})",
                                    "damaged")
            return b""
        taken = self.file.tell()
        if self.stream and self.given + len(piece) > min(self.most, max(RATIO_FROM, MOST_RATIO * taken)):
            self.fault = InputError(f"more than {self.given:,} bytes come out of its first {taken:,}, which is too much; decompress it "
                                    "yourself if you trust it", "bomb")
            return b""
        self.given += len(piece)
        return piece

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self.read(len(buffer))
        buffer[:len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self.file.close()
        super().close()


def read_lines(path: Path, longest: int) -> Iterator[bytes]:
    """Yield a file's lines with their ends; one of more than `longest` bytes is cut to its first longest + 1.

    Raises InputError after the lines that precede a decompression bomb (reason "bomb") or damage (reason "damaged").
    """
    with Decompressed(path, MOST_BYTES) as raw, io.BufferedReader(raw, 1 << 16) as stream:
        while line := stream.readline(longest + 1):
            rest = line
            while len(line) > longest and not rest.endswith(b"\n") and (rest := stream.readline(longest)):
                pass
            if raw.fault and not rest.endswith(b"\n"):
                break
            yield line
        if raw.fault:
            raise raw.fault


def one_line(error: Exception) -> str:
    """Return an error's words as they are shown in a message: on one line and not too long."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())[:300] or type(error).__name__

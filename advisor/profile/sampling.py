"""Bounded memories of a stream: rows drawn evenly, and keys of one share of all hashes."""

from __future__ import annotations

import polars as pl

__all__ = ["HashSample", "RowSample"]

_SEED = 20_260


class RowSample:
    """Rows drawn evenly from all that came by; all of them while there is room.

    A row is drawn by a number that depends on its place alone, so that the same table always
    gives the same sample.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._share = 1.0
        self._parts: list[pl.DataFrame] = []
        self._held = 0
        self._seen = 0

    def take(self, batch: pl.DataFrame) -> None:
        """Let a batch come by."""
        place = pl.int_range(self._seen, self._seen + batch.height, eager=True)
        self._seen += batch.height
        draw = (place.hash(_SEED) / 2**64).alias(_DRAW)
        chosen = (draw <= self._share).arg_true()
        self._keep(batch[chosen].with_columns(draw[chosen]))
        while self._held > 2 * self._room:
            self._share /= 2
            parts, self._parts, self._held = self._parts, [], 0
            for part in parts:
                self._keep(part.filter(pl.col(_DRAW) <= self._share))

    def rows(self) -> pl.DataFrame:
        """Return the rows drawn, in their order."""
        return pl.concat(self._parts, how="vertical_relaxed").drop(_DRAW)

    def _keep(self, part: pl.DataFrame) -> None:
        # A slice would keep the whole batch alive.
        self._parts.append(part.rechunk() if part.height else part.clear())
        self._held += part.height


class HashSample:
    """Keys with their counts, from one share of all hashes; the share halves when room is short.

    Equal keys have equal hashes, so what is kept of them is kept whole, and the counts of
    repeated keys can be scaled up to all rows.
    """

    def __init__(self, room: int, columns: tuple[str, ...]) -> None:
        self._room = room
        self._columns = columns
        self._level = 0
        self._counted: pl.DataFrame | None = None
        self._new: list[pl.DataFrame] = []
        self._held = 0

    @property
    def scale(self) -> int:
        """How many keys stand behind one that is kept."""
        return 1 << self._level

    def take(self, keys: pl.DataFrame) -> None:
        """Let keys come by; the share is taken by the first column."""
        if self._level:
            keys = keys.filter(self._in_share())
        self._new.append(keys)
        self._held += keys.height
        if self._held > self._room:
            self._settle()

    def counts(self) -> pl.DataFrame:
        """Return the keys that are kept, each once, with their ``count``."""
        self._settle()
        if self._counted is None:
            raise ValueError("no key came by")
        return self._counted

    def _settle(self) -> None:
        """Count equal keys together, and halve the share until there is room again."""
        if not self._new:
            return
        ones = [part.with_columns(pl.lit(1, pl.Int64).alias("count")) for part in self._new]
        whole = pl.concat([*([] if self._counted is None else [self._counted]), *ones])
        found = whole.group_by(self._columns).agg(pl.col("count").sum())
        while found.height > self._room // 2 and self._level < 63:
            self._level += 1
            found = found.filter(self._in_share())
        self._counted, self._new, self._held = found, [], found.height

    def _in_share(self) -> pl.Expr:
        low = pl.col(self._columns[0]) & pl.lit(self.scale - 1, pl.UInt64)
        return low == 0


_DRAW = "\x00draw"

"""How far a run is: networks done of total, parts by state, and the time left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from funding.models import Run, RunPart


@dataclass(frozen=True)
class Progress:
    """A run at one moment. `left` is an estimate, None until a network is done or when over.

    `parts` are by ICB code, without their calculations' statements.
    """

    networks_done: int
    networks_total: int
    parts: tuple[RunPart, ...]
    elapsed: timedelta
    left: timedelta | None

    @property
    def states(self) -> dict[str, int]:
        """Number of parts in each state; every state is there."""
        counted = Counter(part.state for part in self.parts)
        return {state.value: counted[state.value] for state in RunPart.State}

    @property
    def finished(self) -> bool:
        """Whether no part is waiting or working; some may have failed."""
        return all(part.finished_at for part in self.parts)

    @property
    def failed(self) -> bool:
        """Whether a part has failed: the run is over, but not complete."""
        return any(part.state == RunPart.State.FAILED for part in self.parts)

    @property
    def repeated(self) -> bool:
        """Whether every part found the same facts as before, so that nothing was written."""
        return all(part.repeated for part in self.parts)

    @property
    def percent(self) -> int:
        """Whole per cent of networks done, rounded down."""
        return 100 * self.networks_done // self.networks_total if self.networks_total else 100


def run_progress(run: Run, *, now: datetime, parts: Sequence[RunPart] | None = None) -> Progress:
    """How far a run is at `now`, in one query; `parts` are those to count, by default all."""
    every = run.parts.select_related("calculation").order_by("icb_code")
    counted = tuple(every if parts is None else parts)
    over = all(part.finished_at for part in counted)
    end = max((part.finished_at for part in counted if part.finished_at), default=now)
    elapsed = max((end if over else now) - run.requested_at, timedelta())
    done = sum(part.networks_done for part in counted)
    reachable = sum(part.networks_total for part in counted if part.state != RunPart.State.FAILED)
    left = None if over or not done else elapsed * (reachable - done) / done
    total = sum(part.networks_total for part in counted)
    return Progress(done, total, counted, elapsed, left)

"""pytest-xdist: one solution stays on one worker, and dies with it alone.

Written to the public protocol of `pytest_xdist_make_scheduler`. xdist's own grouping schedulers
hand a dead worker's tests to its replacement, where a solution would go on in the middle of its
life on a portal that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController


class SolutionScheduling:
    """Gives each worker whole solutions: the items whose node ids agree before `::`.

    The protocol's `remove_pending_tests_from_node` answers stealing only, and nobody steals here.
    """

    def __init__(self, config: pytest.Config, workers: int) -> None:
        self.config = config
        self.workers = workers
        self.collection: list[str] | None = None
        self.lost: list[str] = []
        """Node ids that a dead worker took with it, the one that ran first."""
        self._collected: dict[WorkerController, list[str]] = {}
        self._pending: dict[WorkerController, list[int]] = {}
        self._waiting: list[list[int]] = []

    @property
    def nodes(self) -> list[WorkerController]:
        return list(self._pending)

    @property
    def collection_is_completed(self) -> bool:
        return len(self._collected) >= self.workers

    @property
    def tests_finished(self) -> bool:
        # A worker holds its last item until it hears that nothing follows: one pending is finished.
        return self.collection_is_completed and not self._waiting and all(len(p) < 2 for p in self._pending.values())

    @property
    def has_pending(self) -> bool:
        return bool(self._waiting) or any(self._pending.values())

    def add_node(self, node: WorkerController) -> None:
        self._pending[node] = []

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        if self.collection is not None and list(collection) != self.collection:
            raise RuntimeError(f"worker {node.gateway.id} collected other items than the first one")
        self._collected[node] = list(collection)

    def schedule(self) -> None:
        if self.collection is None:
            self.collection = next(iter(self._collected.values()))
            groups: dict[str, list[int]] = {}
            for index, nodeid in enumerate(self.collection):
                groups.setdefault(nodeid.split("::")[0], []).append(index)
            self._waiting = list(groups.values())
        for node in self.nodes:
            self._feed(node)

    def _feed(self, node: WorkerController) -> None:
        """Keep one item more than the running one on a worker, or tell it that nothing follows."""
        if node.shutting_down or len(self._pending[node]) >= 2:
            return
        if self._waiting:
            group = self._waiting.pop(0)
            self._pending[node] += group
            node.send_runtest_some(group)
            self._feed(node)
        else:
            node.shutdown()

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:  # noqa: ARG002
        self._pending[node].remove(item_index)
        self._feed(node)

    def mark_test_pending(self, item: str) -> None:
        """A repetition was asked for (by a plugin for reruns): the item goes to whoever is free next."""
        assert self.collection is not None  # noqa: S101
        self._waiting.insert(0, [self.collection.index(item)])
        for node in self.nodes:
            self._feed(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """Forget a worker; when it died, the node id that it was running.

        The rest of that solution is lost with it; further solutions that it held wait again.
        """
        pending = self._pending.pop(node)
        if not pending or self.collection is None:
            return None
        running = self.collection[pending[0]]
        solution = running.split("::")[0]
        self.lost = [self.collection[i] for i in pending if self.collection[i].split("::")[0] == solution]
        further = [i for i in pending if self.collection[i].split("::")[0] != solution]
        if further:
            self._waiting.insert(0, further)
        for other in self.nodes:
            self._feed(other)
        return running

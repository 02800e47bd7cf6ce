"""Every plan is made once a session, two at a time, from the first test on."""

from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from plan.planned import Planned
from plan.refusals import Refusal, together
from plan.roots import Root
from plan.workspace import Workspace


class Plans:
    """``wanted`` is what the tests will ask for: it is planned ahead, in this order."""

    def __init__(self, folder: Path, wanted: Iterable[Root | Refusal]) -> None:
        self._folder = folder
        self._workspace = Workspace(folder / "workspace")
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="plan")
        self._futures: dict[Hashable, Future] = {}
        for one in wanted:
            self._plan(one) if isinstance(one, Root) else self._refusal(one)

    def plan(self, root: Root) -> Planned:
        return self._plan(root).result()

    def refusal(self, refusal: Refusal) -> str:
        """What Terraform prints, on one line."""
        return self._refusal(refusal).result()

    def refused(self, root: Root) -> str:
        """What Terraform prints, on one line, of a root that it does not plan."""
        return self._refused(root).result()

    def installed(self, root: Root) -> Path:
        """The folder of the provider that plans a root."""
        return self._workspace.installed(root)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    def providers(self) -> set[str]:
        """The versions that something was planned with so far."""
        return {
            root.provider
            for root, future in self._futures.items()
            if isinstance(root, Root) and future.done() and not future.exception()
        }

    def _plan(self, root: Root) -> Future:
        return self._future(root, lambda: Planned(root, self._workspace.plan(root)))

    def _refusal(self, refusal: Refusal) -> Future:
        if refusal.module:
            return self._refused(Root("refused", refusal.moment))
        (number,) = (n for n, refusals in enumerate(together()) if refusal in refusals)
        return self._future(number, lambda: self._refuse(number))

    def _refused(self, root: Root) -> Future:
        return self._future(root, lambda: self._workspace.refusal(root))

    def _refuse(self, number: int) -> str:
        path = self._folder / f"refused-{number}.tfvars"
        path.write_text("\n".join(refusal.path.read_text() for refusal in together()[number]))
        return self._workspace.refusal(Root("env", "dev", path))

    def _future(self, key: Hashable, make: Callable[[], Any]) -> Future:
        if key not in self._futures:
            self._futures[key] = self._pool.submit(make)
        return self._futures[key]

"""A record's life as a state machine: whatever happens, in whatever order, however often."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from fakes.assets import DAYS, GROUPS, apply, claimed, moved, reprocessed
from fakes.clock import START
from pipeline.assets.asset import (
    Asset,
    ErasedBy,
    Erasure,
    Lease,
    Served,
    Status,
    Visibility,
    backoff_until,
)
from pipeline.assets.changes import (
    Blocked,
    Change,
    Checked,
    Edited,
    ErasureAsked,
    JobMoved,
    JobsOpen,
    OutputsFound,
    Planned,
    Refused,
    Removed,
    Reprocessed,
    Submitted,
    TakenOver,
    Unsaid,
)
from pipeline.assets.history import HISTORY_KEPT
from pipeline.assets.new_attempt import Retry
from pipeline.assets.served import capture_count
from pipeline.failures import Failure
from pipeline.jobs.job import JobState, SubmittedJob, new_jobs
from pipeline.transcoding.concessions import Concession
from pipeline.transcoding.places import FINISHED_FORMATS, FORMATS_BY_GROUP
from pipeline.transcoding.profile import ProfileReference

P, R, S, F = Status.PENDING, Status.PROCESSING, Status.SUCCEEDED, Status.FAILED
E = Status.ERASING
WITHIN_AN_ATTEMPT = {(P, P), (P, R), (P, S), (P, F), (R, R), (R, S), (R, F)}
WAYS_BACK = {JobMoved: {(P, P), (R, P)}, Reprocessed: {(F, P), (S, P)}}
BAD = (JobState.ERROR, JobState.CANCELED)
WHY = Failure("CODE", "A message.")
OTHER = ProfileReference("other", "f")

names = st.sampled_from([*GROUPS, "main", "unknown"])
steps = st.sampled_from([0, 0, 0, 0, 0, -1, 1])  # of the attempt that a change is about
numbers = st.sampled_from([1, 1, 1, 2])  # a second job of one name should not be, and may be
said = st.sampled_from([Unsaid.UNSAID, None])
retries = st.one_of(
    st.none(),
    st.builds(
        Retry,
        st.just(backoff_until(START)),
        st.sampled_from([None, Concession.AUDIO, Concession.LADDER]),
    ),
)


class Life(RuleBasedStateMachine):
    """``completed`` and ``served`` are the model: the jobs of the attempt that MediaConvert says
    are done, and the attempt that SUCCEEDED last. ``gone``: the attempt's outputs were removed."""

    asset: Asset

    @initialize(groups=st.sampled_from([GROUPS, {"main": ("cmaf", "mp4")}, {}]))
    def upload(self, groups):
        self.asset, self.moment = claimed(groups), START
        self.completed: set[str] = set()
        self.served: Served | None = None
        self.gone = False

    def happen(self, change: Change) -> None:
        before, self.moment = self.asset, self.moment + timedelta(seconds=1)
        after = apply(before, change, self.moment)
        if after is None:
            return
        self.asset = after
        assert after.revision == before.revision + 1
        if after.status is E:
            self._check_erasing(before, after, change)
            return
        if isinstance(change, Edited):
            self._check_edited(before, after)
            return
        assert after.updated_at == self.moment
        if isinstance(change, Removed):
            self._check_removed(before, after, change.attempt)
            return
        assert not isinstance(change, ErasureAsked)
        assert change.attempt == before.attempt, "another attempt's news change nothing"
        self._check_superseded(before, after)
        move = (before.status, after.status)
        if after.attempt == before.attempt:
            assert move in WITHIN_AN_ATTEMPT
            self._within(before, after)
        else:
            assert after.attempt == before.attempt + 1
            assert move in WAYS_BACK[type(change)]
            self._check_new_attempt(after)
        assert set(before.job_ids) <= set(after.job_ids), "ids are kept as history"
        self._remembered(before, after)
        if not isinstance(change, Blocked | Checked):
            assert apply(after, change, self.moment) is None, "twice is once"

    def _check_erasing(self, before: Asset, after: Asset, change: Change) -> None:
        """It absorbs everything, and says of nothing that it is there."""
        if isinstance(change, ErasureAsked):
            assert before.status is not E
            assert after.erasure == Erasure(by=change.by, asked_at=self.moment)
            assert (after.formats, after.outputs, after.served, after.removals) == (
                (),
                {},
                None,
                (),
            )
            assert apply(after, change, self.moment) is None, "twice is once"
            self._remembered(before, after)
        else:
            assert isinstance(change, Checked | JobsOpen | OutputsFound)
            assert before.status is E
        assert after.updated_at == self.moment
        changed = {"checked_at", "revision", "updated_at"}
        if isinstance(change, JobsOpen | OutputsFound):
            changed = {"erasure", "revision", "updated_at"}
            assert before.erasure is not None
            seen = "jobs_open_at" if isinstance(change, JobsOpen) else "outputs_found_at"
            assert after.erasure == replace(before.erasure, **{seen: self.moment})
        if before.status is not E:
            changed |= {"status", "erasure", "formats", "outputs", "served", "removals", "history"}
            changed |= {"completed_at"}
        for name in before.__dataclass_fields__.keys() - changed:
            assert getattr(after, name) == getattr(before, name), name

    def _check_superseded(self, before: Asset, after: Asset) -> None:
        attempts: set[int] = set()
        if after.status is S:
            attempts = set(range(1, after.attempt))
            self.served = Served(
                attempt=after.attempt, formats=after.formats, outputs=after.outputs
            )
        elif self.served and not before.is_final:
            failed = after.status is F or after.attempt > before.attempt
            attempts = {before.attempt} if failed else attempts
        old = {one.attempt: one.due_at for one in before.removals}
        new = {one.attempt: one.due_at for one in after.removals}
        assert new == dict.fromkeys(attempts, self.moment + timedelta(days=DAYS)) | old

    def _check_removed(self, before: Asset, after: Asset, attempt: int) -> None:
        """Nothing else changes, but that a record lists no outputs that are gone."""
        left = tuple(one for one in before.removals if one.attempt != attempt)
        assert after.removals == left != before.removals
        self.gone |= attempt == before.attempt
        if attempt == before.attempt:
            assert (before.status, after.formats, after.outputs) == (F, (), {})
        changed = {"removals", "formats", "outputs", "history", "revision", "updated_at"}
        for name in before.__dataclass_fields__.keys() - changed:
            assert getattr(after, name) == getattr(before, name), name
        self._remembered(before, after)

    def _check_edited(self, before: Asset, after: Asset) -> None:
        """What the owner said and the poster alone change, and whoever looks for what has stopped
        moving sees none of it; the poster is one of the captures."""
        assert after.updated_at == (self.moment if before.is_final else before.updated_at)
        changed = {"words", "visibility", "served", "revision", "updated_at"}
        for name in before.__dataclass_fields__.keys() - changed:
            assert getattr(after, name) == getattr(before, name), name
        if after.served is not None and self.served is not None:
            self.served = replace(self.served, poster=after.served.poster)
            assert after.served.poster in (None, *range(capture_count(after.served)))

    def _within(self, before: Asset, after: Asset) -> None:
        assert not before.is_final, "a final status absorbs"
        assert set(before.formats) <= set(after.formats)
        assert (after.claimed_at, after.retries) == (before.claimed_at, before.retries)
        for name in before.jobs.keys() & after.jobs.keys():
            old, new = before.jobs[name], after.jobs[name]
            assert new.state.rank >= old.state.rank
            assert new.percent >= old.percent
            assert old.id in (None, new.id), "a job keeps its id"
            assert not old.state.is_final or new.state is old.state

    def _remembered(self, before: Asset, after: Asset) -> None:
        added = after.history[-1:] if after.history != before.history else ()
        assert after.history == (*before.history, *added)[-HISTORY_KEPT:]
        stands = (after.status, after.attempt)
        assert all((entry.status, entry.attempt) == stands for entry in added)
        assert all(entry.at == self.moment for entry in added)
        assert added or stands == (before.status, before.attempt), "every transition is kept"

    def _check_new_attempt(self, after: Asset) -> None:
        self.completed.clear()
        self.gone = False
        assert (after.formats, after.outputs, after.progress_percent) == ((), {}, 0)
        assert after.claimed_at == self.moment
        assert after.lease is not None
        assert not any(job.id or job.thumbnail_count for job in after.jobs.values())

    @rule(step=steps)
    def taken_over(self, step):
        attempt = self.asset.attempt + step
        self.happen(TakenOver(attempt=attempt, lease=Lease(f"o{attempt}", self.moment)))

    @rule(step=steps)
    def planned(self, step):
        attempt = self.asset.attempt + step
        jobs = new_jobs({"main": ("cmaf", "thumbnails")}, attempt)
        self.happen(Planned(attempt=attempt, profile=OTHER, jobs=jobs))

    @rule(step=steps, jobs=st.dictionaries(names, numbers))
    def submitted(self, step, jobs):
        attempt = self.asset.attempt + step
        found = {
            name: SubmittedJob(id=f"{attempt}-{name}-{number}", at=START, thumbnail_count=3)
            for name, number in jobs.items()
        }
        self.happen(Submitted(attempt=attempt, jobs=found))

    @rule(
        step=steps,
        name=names,
        number=numbers,
        state=st.sampled_from([*JobState][1:]),
        percent=st.integers(0, 120),
        retry=retries,
    )
    def job_moved(self, step, name, number, state, percent, retry):
        attempt, job_id = self.asset.attempt + step, f"{self.asset.attempt + step}-{name}-{number}"
        job = self.asset.jobs.get(name)
        change = moved(
            state,
            attempt=attempt,
            job=name,
            job_id=job_id,
            percent=percent,
            failure=WHY if state in BAD else None,
            retry=retry if state in BAD else None,
            groups=job.output_groups if job and state is JobState.COMPLETE else (),
        )
        before = self.asset
        self.happen(change)
        if self.asset is not before and state is JobState.COMPLETE:
            self.completed.add(name)

    @rule()
    def all_jobs_complete(self):
        """Rare by chance, and what another attempt after a success begins with."""
        for name, job in list(self.asset.jobs.items()):
            job_id = job.id or f"{self.asset.attempt}-{name}-1"
            number = int(job_id[-1])
            self.job_moved(0, name, number, JobState.COMPLETE, 100, None)

    @rule(step=steps)
    def refused(self, step):
        self.happen(Refused(attempt=self.asset.attempt + step, failure=WHY))

    @rule(step=steps)
    def blocked(self, step):
        self.happen(Blocked(attempt=self.asset.attempt + step, failure=WHY))

    @rule(step=steps)
    def checked(self, step):
        self.happen(Checked(attempt=self.asset.attempt + step))

    @rule(step=steps)
    def jobs_open(self, step):
        self.happen(JobsOpen(attempt=self.asset.attempt + step))

    @rule(step=steps)
    def outputs_found(self, step):
        self.happen(OutputsFound(attempt=self.asset.attempt + step))

    @rule(step=steps)
    def reprocessed(self, step):
        attempt = self.asset.attempt + step
        self.happen(reprocessed(attempt, Lease("operator", self.moment)))

    @rule(
        passthrough=st.one_of(said, st.just("x")),
        poster=st.one_of(said, st.integers(-1, 4)),
        visibility=st.one_of(said, st.sampled_from(Visibility)),
    )
    def edited(self, passthrough, poster, visibility):
        self.happen(Edited(passthrough=passthrough, poster=poster, visibility=visibility))

    @rule(attempt=st.integers(1, 4), newest=st.booleans())
    def removed(self, attempt, newest):
        due = [one.attempt for one in self.asset.removals]
        self.happen(Removed(attempt=due[-1] if due and newest else attempt))

    @precondition(lambda self: self.moment - START > timedelta(seconds=12))
    @rule(by=st.sampled_from(ErasedBy))
    def erasure_asked(self, by):
        """Late in most lives: little happens after it."""
        self.happen(ErasureAsked(by=by))

    @invariant()
    def succeeded_if_and_only_if_every_job_of_the_attempt_completed(self):
        if self.asset.status is E:
            return
        assert (self.asset.status is S) == (
            bool(self.asset.jobs) and self.completed >= set(self.asset.jobs)
        )

    @invariant()
    def ready_is_what_completed_in_this_attempt(self):
        if self.gone or self.asset.status is E:
            return
        groups = [group for name in self.completed for group in self.asset.jobs[name].output_groups]
        made = {name for group in groups for name in FORMATS_BY_GROUP[group]}
        ready = made - set(FINISHED_FORMATS)  # which news alone do not make
        assert set(self.asset.formats) == set(self.asset.outputs) == ready
        for output in self.asset.outputs.values():
            uri = output if isinstance(output, str) else output["prefix"]
            assert uri.startswith(f"s3://b/{self.asset.id}/{self.asset.attempt}/")

    @invariant()
    def what_succeeded_is_served_whatever_happens(self):
        if self.asset.status is E:
            return
        assert self.asset.served == self.served
        assert self.served is None or self.served.attempt not in {
            one.attempt for one in self.asset.removals
        }

    @invariant()
    def the_record_is_whole(self):
        asset = self.asset
        assert (asset.lease is None) or asset.status in (P, E)
        assert (asset.erasure is not None) == (asset.status is E)
        assert (asset.completed_at is not None) == asset.is_final
        assert asset.status is not F or asset.errors, "FAILED has a reason"
        assert all(job.attempt == asset.attempt for job in asset.jobs.values())
        assert asset.status is not R or all(job.id for job in asset.jobs.values())
        assert len(asset.errors) <= 10
        last = asset.history[-1]
        assert (last.status, last.attempt) == (asset.status, asset.attempt)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=40)

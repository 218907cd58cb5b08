"""`albias doctor --try`: sends a tag change through the deployed albias, and measures what becomes of it.

One name is made, changed and removed, each by a tag of one load balancer. The tag is taken away whatever happens.
"""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from albias.aws.failures import error_code
from albias.errors import AlbiasError
from albias.model import RecordSet
from albias_cli.ask.deployed import log_group, log_lines
from albias_cli.errors import CommandError, explained
from albias_cli.show.tagging import untagging
from albias_cli.workspace import Workspace

from .finding import UNANSWERED, Finding, ok, problem, unknown
from .scratch import Scratch, Tag

AREA = "try"
LONGEST = 300.0  # seconds for each step: CloudTrail usually takes less ("How CloudTrail works")
_POLL = 1.0  # seconds between two looks: half a call a second of the account's ten
_BROKEN = (*UNANSWERED, AlbiasError, CommandError)
Seen = Callable[[list[RecordSet]], bool]


class NotSeen(Exception):
    """A step was not seen in time, or somebody interrupted the wait for it."""


class Trial:
    """One trial of a scratch name."""

    def __init__(self, workspace: Workspace, scratch: Scratch) -> None:
        self._workspace = workspace
        self._scratch = scratch
        self._client: Any = workspace.clients.get("elbv2")
        self._started = workspace.now()

    def run(self) -> Iterator[Finding]:
        """Make, change and remove the name, each with its seconds; whatever happens, the tag goes."""
        with self._workspace.work.changing():
            for tag in self._scratch.leftovers:
                yield self._tidied(tag, "an earlier trial left")
            try:
                yield from self._steps()
            except NotSeen as error:
                yield self._missed(str(error))
            except _BROKEN as error:
                told = explained(error)
                yield unknown(AREA, f"not tried to its end: {told.what}", told.advice)
            finally:
                left = self._untagged()
            yield from left

    def _steps(self) -> Iterator[Finding]:
        name, value = self._scratch.name, self._scratch.tag.value
        health = self._workspace.settings.evaluate_target_health
        seconds = self._step("made", lambda: self._tag(value), bool)
        yield ok(AREA, f"{name} was there {seconds:.0f} s after the tag")
        other = "no" if health else "yes"
        seconds = self._step("changed", lambda: self._tag(f"{value} health={other}"), _evaluating(not health))
        yield ok(AREA, f"its record sets were replaced {seconds:.0f} s after the tag changed: DELETE and CREATE in one")
        seconds = self._step("removed", self._untag, lambda found: not found)
        yield ok(AREA, f"it was gone {seconds:.0f} s after the tag")

    def _step(self, what: str, act: Callable[[], object], seen: Seen) -> float:
        """Do something, and wait until it is seen in every hosted zone; the seconds that took. Raises: NotSeen."""
        act()
        begun = self._workspace.now()
        while not all(seen(found) for found in self._record_sets()):
            waited = self._workspace.now() - begun
            if self._workspace.work.stopped:
                raise NotSeen("interrupted")
            if waited > LONGEST:
                raise NotSeen(f"{self._scratch.name} was not {what} within {LONGEST:.0f} s")
            self._workspace.work.at(f"{self._scratch.name}: waiting until it is {what}, {waited:.0f} s")
            self._workspace.sleep(_POLL)
        return self._workspace.now() - begun

    def _record_sets(self) -> Iterator[list[RecordSet]]:
        """What answers for the name, zone by zone."""
        for zone in self._scratch.zones:
            found = self._workspace.read(zone, [self._scratch.name]).at(self._scratch.name)
            yield [each for each in found if each.key.type in ("A", "AAAA")]

    def _tag(self, value: str) -> None:
        tag = self._scratch.tag
        tags = [{"Key": tag.key, "Value": value}]
        self._client.add_tags(ResourceArns=[str(tag.load_balancer)], Tags=tags)

    def _untag(self) -> None:
        self._remove(self._scratch.tag)

    def _remove(self, tag: Tag) -> None:
        self._client.remove_tags(ResourceArns=[str(tag.load_balancer)], TagKeys=[tag.key])

    def _untagged(self) -> list[Finding]:
        """Take the tag away, where it is there still; what there is to tell of that."""
        try:
            self._untag()
        except UNANSWERED as error:
            gone = isinstance(error, ClientError) and error_code(error) == "LoadBalancerNotFound"
            return [] if gone else [self._stays(self._scratch.tag, error)]
        return []

    def _tidied(self, tag: Tag, why: str) -> Finding:
        words = f"{why} the tag {tag.key} on {tag.load_balancer.name}"
        try:
            self._remove(tag)
        except UNANSWERED as error:
            return self._stays(tag, error)
        return ok(AREA, f"{words}: it is taken away")

    def _stays(self, tag: Tag, error: Exception) -> Finding:
        command = untagging(tag.load_balancer, tag.key)
        return problem(AREA, f"the tag {tag.key} stays: {explained(error).what}", f"Take it away: `{command}`")

    def _missed(self, what: str) -> Finding:
        """Why a step was not seen, as far as the function's log tells."""
        later = "the tag is taken away; what was made goes with the next event or sweep"
        if self._workspace.work.stopped:
            return unknown(
                AREA, f"interrupted: {later}", "Repeat it, and it tidies what is left: `albias doctor --try`"
            )
        told = self._told()
        words = f"{what}; {told or 'no line of the log tells of it'}"
        which = "no event came, see trail and rules: `albias doctor`"
        if told:
            which = f"more of it: `albias explain {self._scratch.name}`"
        return problem(AREA, words, f"{later[0].upper()}{later[1:]}; {which}")

    def _told(self) -> str:
        """The last that the function said of the name."""
        try:
            lines = list(log_lines(self._workspace, log_group(self._workspace), self._started, self._scratch.name))
        except _BROKEN:
            return ""
        return f"the log: {lines[-1].text('message')}: {lines[-1].text('reason')}" if lines else ""


def _evaluating(wanted: bool) -> Seen:
    """Whether all record sets evaluate their target's health, or none does."""

    def seen(found: list[RecordSet]) -> bool:
        targets = [each.alias for each in found]
        return bool(targets) and all(target and target.evaluate_target_health == wanted for target in targets)

    return seen

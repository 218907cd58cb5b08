"""Listeners or rules by their ARN, and by what they belong to; cheap to copy. No behaviour of AWS belongs here."""

from __future__ import annotations

from typing import Generic

from tests.fakes.elbv2.service import Some


class Shelf(Generic[Some]):
    """Things that each belong to one parent: a load balancer's listeners, a listener's rules."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._things: dict[str, Some] = {}
        self._parents: dict[str, str] = {}
        self._children: dict[str, tuple[str, ...]] = {}

    def add(self, parent: str, thing: Some) -> None:
        """A new thing of a parent."""
        self._things[thing.arn] = thing
        self._parents[thing.arn] = parent
        self._children[parent] = (*self._children.get(parent, ()), thing.arn)

    def keep(self, thing: Some) -> None:
        """A thing that is there has changed."""
        self._things[thing.arn] = thing

    def drop(self, arn: str) -> None:
        """A thing goes."""
        del self._things[arn]
        parent = self._parents.pop(arn)
        self._children[parent] = tuple(other for other in self._children[parent] if other != arn)

    def __contains__(self, arn: str) -> bool:
        return arn in self._things

    def __getitem__(self, arn: str) -> Some:
        return self._things[arn]

    def of(self, parent: str) -> list[Some]:
        """The things of one parent, in the order in which they were made."""
        return [self._things[arn] for arn in self._children.get(parent, ())]

    def known(self, arns: list[str]) -> list[Some]:
        """Those of the named things that are there."""
        return [self._things[arn] for arn in arns if arn in self._things]

    def copied(self) -> Shelf[Some]:
        """A second shelf with the same things."""
        twin: Shelf[Some] = Shelf()
        twin._things = dict(self._things)
        twin._parents = dict(self._parents)
        twin._children = dict(self._children)
        return twin

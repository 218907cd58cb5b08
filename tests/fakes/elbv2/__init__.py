"""A fake of Elastic Load Balancing (v2), as far as albias and its tests use it; see ``client.FakeElbv2``."""

from tests.fakes.elbv2.client import FakeElbv2, Snapshot

__all__ = ["FakeElbv2", "Snapshot"]

"""An exact fake of Route 53, as far as albias and its tests use it; see ``client.FakeRoute53``."""

from tests.fakes.route53.client import FakeRoute53, Snapshot
from tests.fakes.route53.readings import Readings

__all__ = ["FakeRoute53", "Readings", "Snapshot"]

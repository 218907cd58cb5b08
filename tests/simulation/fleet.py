"""What happens to load balancers: created, tagged, changed, deleted, recreated; and the events of it.

Each function takes the world, draws from its generator, and says in a few words what it did; None when it could not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.simulation import cloudtrail
from tests.simulation.options_pool import BY_HAND, HEALTH, HEALTH_CHECKS, MISTAKES, POLICIES
from tests.simulation.profile import OTHER_TAG, RULES, TAG
from tests.simulation.wishes import Balancer
from tests.simulation.world import SimulatedWorld

_NAMES = ("blue", "green", "Web", "k8s-shop-1", "k8s-shop-2", "edge", "api")
_MOST = 9
_KEYS = (TAG, TAG, TAG, f"{TAG}/cart", f"{TAG}/shop", "team:dns", "albias/hostnames", OTHER_TAG, OTHER_TAG)


def create(world: SimulatedWorld) -> str | None:
    """A new load balancer, often under the name of one that is gone (H14), sometimes not found at first (H52)."""
    rng = world.rng
    home = rng.choice(sorted(world.elbv2))
    used = {one.arn.split("/")[2] for one in world.living() if one.arn.split(":")[3:5] == [home[1], home[0]]}
    free = [name for name in _NAMES if name not in used]
    if not free or len(world.living()) >= _MOST:
        return None
    kind = rng.choice(("application", "application", "application", "network"))
    scheme = rng.choice(("internet-facing", "internet-facing", "internal"))
    tags = _tags(world, few=False) if rng.random() < 0.8 else {}
    if world.profile.rules and rng.random() < 0.7:
        tags = (tags if rng.random() < 0.5 else {}) | {RULES.key: str(RULES.value)}
    elbv2 = world.elbv2[home]
    arn = elbv2.add_load_balancer(
        rng.choice(free),
        tags=tags,
        kind=kind,
        scheme=scheme,
        ip_address_type=rng.choice(_address_types(kind, scheme)),
        load_balancer_id=_id(world, home),
    )
    if rng.random() < 0.25 and world.profile.kind != "lossless":
        elbv2.hide(arn, rng.randint(1, 4))
    described = elbv2.description(arn)
    assert described
    balancer = Balancer(
        arn,
        described["DNSName"],
        described["CanonicalHostedZoneId"],
        scheme,
        described["IpAddressType"],
        tuple(tags.items()),
    )
    world.changed(balancer)
    world.event(arn, cloudtrail.created(arn, tags, world.clock))
    if tags and rng.random() < 0.5:
        world.event(arn, cloudtrail.tag_change(arn, tags, world.clock))
    return f"creates {arn.split(':')[3]} {arn.split('loadbalancer/')[1]} {scheme} {balancer.address_type} {tags}"


def retag(world: SimulatedWorld) -> str | None:
    """Other hostnames, more, fewer, none."""
    rng, balancer = world.rng, _one(world)
    if balancer is None:
        return None
    before = dict(balancer.tags)
    how = rng.choice(("replace", "add", "remove", "swap"))
    after = dict(before)
    if how in ("replace", "swap"):
        after = {key: value for key, value in before.items() if rng.random() < 0.3} | _tags(world, few=False)
    elif how == "add":
        after |= _tags(world, few=True)
    elif before:
        after.pop(rng.choice(sorted(before)))
    if after == before:
        return None
    _set_tags(world, balancer, after)
    return f"tags {balancer.where} {after}"


def rewrite(world: SimulatedWorld, balancer: Balancer | None = None) -> str | None:
    """A tag is taken away and put back as it was, which is how some tools write: for a while nobody wants the name."""
    tagged = [one for one in world.living() if one.tags]
    if not tagged:
        return None
    balancer = balancer or world.rng.choice(tagged)
    key, value = world.rng.choice(balancer.tags)
    keep_tags(world, balancer, {other: text for other, text in balancer.tags if other != key})
    world.event(balancer.arn, cloudtrail.untagged(balancer.arn, [key], world.clock))
    world.retags.append((balancer.arn, {key: value}))
    return f"takes {key} of {balancer.where} away, to put it back"


def blue_green(world: SimulatedWorld) -> str | None:
    """A second load balancer is given the tags of another; the first is usually deleted or untagged later."""
    living = [one for one in world.living() if one.tags]
    if len(living) < 1 or len(world.living()) < 2:
        return None
    old = world.rng.choice(living)
    new = world.rng.choice([one for one in world.living() if one is not old])
    if new.tags == old.tags:
        return None
    _set_tags(world, new, dict(old.tags))
    return f"gives {new.where} the tags of {old.where}: {dict(old.tags)}"


def delete(world: SimulatedWorld, balancer: Balancer | None = None) -> str | None:
    """A load balancer is deleted; now and then deletion protection refuses it, which is an event as well (H1)."""
    rng, balancer = world.rng, balancer or _one(world)
    if balancer is None:
        return None
    where = balancer.where
    if rng.random() < 0.15:
        world.event(balancer.arn, cloudtrail.deleted(balancer.arn, world.clock, failed="OperationNotPermitted"))
        return f"fails to delete {where}: it is protected from deletion"
    world.fake_of(balancer.arn).remove_load_balancer(balancer.arn)
    world.changed(replace(balancer, alive=False))
    world.event(balancer.arn, cloudtrail.deleted(balancer.arn, world.clock))
    return f"deletes {where}"


def disaster(world: SimulatedWorld) -> str | None:
    """A cluster goes, all its load balancers at once, and nobody hears of it: what `max_removals` is for (H48)."""
    if world.profile.kind == "lossless" or len(world.living()) < 3:
        return None
    most = len(world.living()) * (2 if world.profile.exodus else 3) // 3  # an exodus leaves heirs behind
    gone = world.rng.sample(world.living(), world.rng.randint(2, max(2, most)))
    for balancer in gone:
        world.fake_of(balancer.arn).remove_load_balancer(balancer.arn)
        world.changed(replace(balancer, alive=False))
    return f"a cluster is deleted, and nobody hears of it: {[balancer.where for balancer in gone]}"


def change_addresses(world: SimulatedWorld) -> str | None:
    """Another IP address type: A, AAAA or both (H35)."""
    balancer = _one(world)
    if balancer is None:
        return None
    others = [kind for kind in _address_types(balancer.kind, balancer.scheme) if kind != balancer.address_type]
    if not others:
        return None
    chosen = world.rng.choice(others)
    world.fake_of(balancer.arn).update(balancer.arn, IpAddressType=chosen)
    world.changed(replace(balancer, address_type=chosen))
    world.readdressed.add(balancer.arn)
    world.event(balancer.arn, cloudtrail.address_type_set(balancer.arn, chosen, world.clock))
    return f"makes {balancer.where} {chosen}"


def noise(world: SimulatedWorld) -> str | None:
    """Events about nothing of ours, old events once more, and messages that are no events at all (H5, H8, H15)."""
    rng = world.rng
    known = list(world.balancers.values())
    if not known:
        return None
    one = rng.choice(known)
    kind = rng.choice(("noise", "late tags", "malformed"))
    if kind == "noise":
        world.event(one.arn, cloudtrail.noise(one.arn, world.clock))
    elif kind == "late tags":
        world.event(one.arn, cloudtrail.tag_change(one.arn, dict(one.tags), world.clock - 600))
    else:
        world.event(one.arn, rng.choice(cloudtrail.MALFORMED))
    return f"a message of no use: {kind}"


ACTIONS: tuple[tuple[Callable[[SimulatedWorld], str | None], int], ...] = (
    (create, 30),
    (retag, 26),
    (rewrite, 8),
    (blue_green, 14),
    (delete, 26),
    (change_addresses, 8),
    (disaster, 2),
    (noise, 4),
)


def _one(world: SimulatedWorld) -> Balancer | None:
    living = world.living()
    return world.rng.choice(living) if living else None


def _id(world: SimulatedWorld, home: tuple[str, str]) -> str:
    """64 bits drawn by lot, so that two Regions may draw the same; within one, Elastic Load Balancing sees to it."""
    here, elsewhere = set(), []
    for one in world.balancers.values():
        if one.arn.split(":")[3:5] == [home[1], home[0]]:
            here.add(one.arn.rpartition("/")[2])
        else:
            elsewhere.append(one.arn.rpartition("/")[2])
    others = [each for each in elsewhere if each not in here]
    return world.rng.choice(others) if others and world.rng.random() < 0.05 else f"{world.rng.getrandbits(64):016x}"


def _tags(world: SimulatedWorld, *, few: bool) -> dict[str, str]:
    rng, words = world.rng, [word.text for word in world.profile.words]
    tags = {"Name": "x"} if rng.random() < 0.1 else {}
    if world.profile.crowd and rng.random() < 0.4:
        return tags | {TAG: " ".join(word.text for word in world.profile.crowd)}
    for key in rng.sample(_KEYS, 1 if few else rng.choice((1, 1, 2))):
        many = rng.choice((2, 3, 4) if world.profile.exodus else (1, 1, 2, 3))
        chosen = rng.sample(words, min(len(words), many))
        if world.profile.routed and rng.random() < 0.8:
            chosen += options(world)
        tags[key] = rng.choice((" ", "  ")).join(chosen)
    return tags


def options(world: SimulatedWorld) -> list[str]:
    """Words with `=`: usually one policy, of the few that this world's people like; now and then a mistake."""
    rng = world.rng
    options = [rng.choice(world.policies)]
    if rng.random() < 0.15:
        options.append(rng.choice(sorted(HEALTH)))
    if rng.random() < 0.15:
        options.append(f"health-check={rng.choice(HEALTH_CHECKS)}")
    if rng.random() < 0.15:
        options.append(rng.choice(BY_HAND))
    if rng.random() < 0.04:
        options.append(rng.choice((*MISTAKES, *POLICIES)))
    if rng.random() < 0.04:
        options.pop(0)
    return options


def _set_tags(world: SimulatedWorld, balancer: Balancer, after: dict[str, str]) -> None:
    before = dict(balancer.tags)
    added = {key: value for key, value in after.items() if before.get(key) != value}
    gone = [key for key in before if key not in after or world.rng.random() < 0.3]  # some write a tag anew
    # Two calls with time between them, each with the event that CloudTrail makes of it; or in one moment, with the
    # one event that needs no trail (H10).
    if world.rng.random() < 0.3:
        keep_tags(world, balancer, after)
        world.event(balancer.arn, cloudtrail.tag_change(balancer.arn, after, world.clock))
        return
    if gone:
        keep_tags(world, balancer, {key: value for key, value in before.items() if key not in gone})
        world.event(balancer.arn, cloudtrail.untagged(balancer.arn, gone, world.clock))
        added |= {key: after[key] for key in gone if key in after}
    if added:
        world.retags.append((balancer.arn, added))
        if world.rng.random() < 0.4:
            finish_retag(world)


def finish_retag(world: SimulatedWorld) -> str | None:
    """The second call of a person who removes tags and then adds others: AddTags."""
    arn, added = world.retags.pop(world.rng.randrange(len(world.retags)))
    balancer = world.balancers[arn]
    if not balancer.alive:
        return None
    keep_tags(world, balancer, dict(balancer.tags) | added)
    world.event(arn, cloudtrail.tagged([arn], added, world.clock))
    return f"adds tags to {balancer.where}: {added}"


def keep_tags(world: SimulatedWorld, balancer: Balancer, tags: dict[str, str]) -> None:
    chosen = {key: value for key, value in balancer.tags if key == RULES.key}
    tags = tags | chosen  # what selects it for names from rules, nobody takes away
    world.fake_of(balancer.arn).set_tags(balancer.arn, tags)
    world.changed(replace(balancer, tags=tuple(tags.items())))


def _address_types(kind: str, scheme: str) -> tuple[str, ...]:
    public = kind == "application" and scheme == "internet-facing"
    return ("ipv4", "ipv4", "dualstack", "dualstack-without-public-ipv4") if public else ("ipv4", "ipv4", "dualstack")

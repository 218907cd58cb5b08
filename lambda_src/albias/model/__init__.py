"""The domain's types: frozen values, checked when they are built. No AWS client, no clock, no decision."""

from .balancers import READ_BY, SERVED, TYPES, Host, LoadBalancer, LoadBalancerId, LoadBalancerType, bare_target, plain
from .records import ADDRESS_TYPES, AliasTarget, Change, Location, RecordKey, RecordSet, Routing, RoutingPolicy
from .telling import NOTICE_SOURCE, Note, NoteCode, Notice, NoticeType, Refusal, RefusalCode
from .zones import SCHEMES, SERVICE_NAMES, WILDCARD_ESCAPE, ClaimRule, HostedZone, Scheme, Tags

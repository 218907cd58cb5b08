"""The registry: what a TXT record set under `_albias` says, and where it lies. Text in, text out; decides nothing.

Two kinds, always changed in one change batch with the record sets that they speak of:

    <name in the zone>._hold._albias.<zone>           the hold: who has the name, where it points, who waits for it
    <hash>.<load balancer id>.<owner>._albias.<zone>  an index entry: this load balancer has the name, or waits for it

The hold's CREATE is the lock on the name. The hold of a routed record set is a routed TXT record set with the same set
identifier, so Route 53 itself keeps the holds of one name apart, and refuses a simple one beside routed ones. Index
entries say where to look, no more: their text follows from their place. "Mine" means that owner, account fingerprint
and Region are all this deployment's; anything else is foreign.
"""

from .hold import Answer, Hold, Waits, decode_hold, encode_hold, new_hold, tells_of_grace, without_hold
from .index import IndexEntry, encode_index, index_at, is_of_another, read_index
from .places import SUBTREE, TTL, Deployment, Key, held_name, hold_name, holds_root, index_root, is_reserved, owner_root

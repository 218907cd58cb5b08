"""The wheel, in environments of its own: what somebody has who never saw this repository."""

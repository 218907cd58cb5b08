"""Tests of the local AWS itself: the events have CloudTrail's shape, and no server outlives its test."""

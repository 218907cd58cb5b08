"""A deterministic simulation: the real engine in a random world of load balancers, people, faults and lost events.

`python -m tests.simulation --seed 1234 --trace` replays one world, step by step. See run.py for what a run is.
"""

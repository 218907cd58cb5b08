"""Measurements of albias and of what people use today, on the same simulated AWS: `make bench`.

    clock aws lambdas      the simulation: virtual time, rate limits, SQS and Lambda
    worlds peers           who is measured: albias's real engine over the fakes; the others as API traffic
    deployed               what infra deploys, read from it
    rows_* planning prices what is measured, one file for a group of figures
    row report plots       how it is told

Nothing here is part of the product, and no figure is written down: each comes from the run.
"""

"""The operator's command line `albias`: questions to, and orders for, the same engine that runs in the Lambda."""

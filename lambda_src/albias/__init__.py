"""albias: Route 53 alias records for AWS load balancers, from their tags."""

__version__ = "2.0.0"

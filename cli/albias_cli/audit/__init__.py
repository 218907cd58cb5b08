"""What in the zones points at load balancers that are gone, and whose it is. Reads only; prints nothing."""

"""`make demo`: the whole product on one machine, deployed and watched.

Here belongs the demonstration alone: what people do, what is then seen, and how it is shown. It uses the product only
from outside, through AWS's API, as its users do.
"""

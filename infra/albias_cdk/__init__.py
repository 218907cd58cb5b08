"""CDK constructs that deploy albias. Start at albias.py; stack.py and app.py show how it is used.

from albias_cdk import Albias
Albias(self, "Albias", owner="platform", zones=[my_hosted_zone])
"""

from .albias import Albias, in_zone

__all__ = ["Albias", "in_zone"]

"""What every suite shares: nobody's AWS settings, the environment's own Node, and no stop-watch in properties.

No fixtures: those live with the suites that use them.
"""

import os

from hypothesis import HealthCheck, settings

from local_aws.cdk import node

# A test that forgets its fake must fail for want of credentials, not reach somebody's account.
for _name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[_name]
os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"

# jsii runs whatever `node` is first in PATH, if not told otherwise.
os.environ["JSII_NODE"] = str(node())

settings.register_profile(
    "albias",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
    print_blob=True,
)
settings.load_profile("albias")

"""The CDK app: albias.toml -> settings -> stack -> synth. No AWS calls, no account needed.

Context (`cdk deploy -c KEY=VALUE`):
    config         the configuration file; albias.toml without it
    local-aws      "true" for a local AWS, whose CloudFormation knows neither saved Logs Insights queries nor alarms on
                   metric math: without the former; the alarm no-sweep is a plain one and goes off later
    deployment     the ARN of a deployment's function role (its output FunctionRoleArn; several: with commas between):
                   synthesise the stack albias-zone-access, for the account that owns the zones, instead
    organisation   the id of an AWS organisation, o-…: the same stack, which trusts the function roles of this owner in
                   every account of the organisation, and the roles of `deployment` there
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "lambda_src"))
sys.path.insert(0, str(Path(__file__).parent / "config"))
sys.path.insert(0, str(Path(__file__).parent / "infra"))

import aws_cdk as cdk

from albias_cdk.stack import AlbiasStack
from albias_cdk.trust import Trusted
from albias_cdk.zone_access_stack import ZoneAccessStack
from albias_config import load_all
from albias_config.errors import ConfigurationError


def main() -> int:
    """Synthesise; 1 when the configuration has mistakes, which are printed as they are."""
    app = cdk.App()
    try:
        stack(app)
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    app.synth()
    return 0


def stack(app: cdk.App) -> cdk.Stack:
    """The stack that the context asks for. Raises: ConfigurationError."""
    file = Path(str(app.node.try_get_context("config") or "albias.toml"))
    deployments = str(app.node.try_get_context("deployment") or "")
    organisation = str(app.node.try_get_context("organisation") or "")
    account = os.environ.get("CDK_DEFAULT_ACCOUNT")  # the CDK's command line knows it from the credentials
    if deployments or organisation:
        arns = [arn.strip() for arn in deployments.split(",") if arn.strip()]
        whole = load_all(file)
        trusted = Trusted(tuple(arns), organisation)
        return ZoneAccessStack(app, whole.settings, trusted=trusted, placement=whole.placement, account=account)
    # Without credentials nothing is deployed, and the CDK's command line may only guess the Region.
    region = os.environ.get("CDK_DEFAULT_REGION") if account else None
    whole = load_all(file, region=region)
    local_aws = app.node.try_get_context("local-aws") == "true"
    return AlbiasStack(app, whole.settings, placement=whole.placement, local_aws=local_aws)


if __name__ == "__main__":
    sys.exit(main())

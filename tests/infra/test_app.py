"""The CDK app as people run it: the real command line, no account, no warnings, mistakes told without a traceback."""

import json
import os
import subprocess
import sysconfig
from pathlib import Path

import pytest
from aws_cdk import App, Stack, Token

import app as program
from albias_config.errors import ConfigurationError
from tests.support.synth import ROOT, resources, template_of

CDK = Path(sysconfig.get_path("scripts")) / "cdk"


def cdk(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`cdk synth` without credentials, Region or configuration of anybody's."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CDK_", "JSII_"))}
    nothing = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    return subprocess.run(
        [str(CDK), "synth", "--quiet", "--output", str(output / "assembly"), *arguments],
        cwd=ROOT,
        env=environment | nothing | {"AWS_EC2_METADATA_DISABLED": "true"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_synth_needs_no_account_and_says_nothing(tmp_path: Path) -> None:
    done = cdk(tmp_path)

    assert (done.returncode, done.stdout.strip(), done.stderr.strip()) == (0, "", "")
    template = json.loads((tmp_path / "assembly" / "albias-platform.template.json").read_text())
    assert "AWS::CDK::Metadata" not in {resource["Type"] for resource in template["Resources"].values()}
    assert not any("Metadata" in resource for resource in template["Resources"].values())


def test_mistakes_are_told_without_a_traceback(tmp_path: Path) -> None:
    config = tmp_path / "mine.toml"
    config.write_text('owner = "A"\nsweep = "x"\n')

    done = cdk(tmp_path, "-c", f"config={config}")

    told = [line for line in done.stderr.splitlines() if line.startswith(f"{config}: ")]
    assert done.returncode == 1
    assert [line.removeprefix(f"{config}: ").split(":")[0] for line in told] == [
        'owner = "A"',
        'sweep = "x"',
        "[[zones]]",
    ]
    assert "Traceback" not in done.stderr


def asked_for(folder: Path, config: str, **context: str) -> Stack:
    """The stack for a configuration and a context, in this process."""
    file = folder / "other.toml"
    file.write_text(config)
    return program.stack(App(context={"config": str(file)} | {key.replace("_", "-"): context[key] for key in context}))


def test_another_file_gives_another_stack(tmp_path: Path) -> None:
    made = asked_for(tmp_path, 'owner = "shop"\n[[zones]]\nid = "Z1"\nname = "shop.example.com"\n')

    assert made.stack_name == "albias-shop"
    assert len(resources(template_of(made), "AWS::Logs::QueryDefinition")) == 4


def test_what_a_local_cloudformation_does_not_know_can_be_left_out(tmp_path: Path) -> None:
    config = 'owner = "shop"\n[[zones]]\nid = "Z1"\nname = "shop.example.com"\n'
    made = template_of(asked_for(tmp_path, config, local_aws="true"))

    assert resources(made, "AWS::Logs::QueryDefinition") == {}
    alarms = resources(made, "AWS::CloudWatch::Alarm").values()
    assert len(alarms) == 9
    assert all("MetricName" in alarm for alarm in alarms)


def test_zone_access_takes_the_place_of_the_deployment(tmp_path: Path) -> None:
    role = "arn:aws:iam::444455556666:role/albias"
    config = f'owner = "shop"\n[[zones]]\nid = "Z1"\nname = "a.example.com"\nrole_arn = "{role}"\n'
    functions = [f"arn:aws:iam::111122223333:role/albias-shop-{region}" for region in ("eu-west-1", "us-east-1")]

    made = asked_for(tmp_path, config, deployment=", ".join(functions))

    assert (made.node.id, made.stack_name) == ("albias-zone-access", "albias-zone-access-shop")
    (there,) = resources(template_of(made), "AWS::IAM::Role").values()
    (trust,) = there["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["ArnEquals"]["aws:PrincipalArn"] == functions


def test_a_whole_organisation_can_be_trusted(tmp_path: Path) -> None:
    role = "arn:aws:iam::444455556666:role/albias"
    config = f'owner = "shop"\n[[zones]]\nid = "Z1"\nname = "a.example.com"\nrole_arn = "{role}"\n'

    made = asked_for(tmp_path, config, organisation="o-a1b2c3d4e5")

    (there,) = resources(template_of(made), "AWS::IAM::Role").values()
    (trust,) = there["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["StringEquals"] == {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}


def test_the_account_of_the_credentials_chooses_the_zones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The CDK's command line tells the app which account it is about to deploy to."""
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "111122223333")
    role = "arn:aws:iam::444455556666:role/albias"
    config = f'owner = "shop"\n[[zones]]\nid = "Z1"\nname = "a.example.com"\nrole_arn = "{role}"\n'

    with pytest.raises(ConfigurationError, match=r"the roles lie in 444455556666; .* \(now: 111122223333\)"):
        asked_for(tmp_path, config, deployment="arn:aws:iam::111122223333:role/albias-shop-eu-west-1")


TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
ZONE = '[[zones]]\nid = "Z1"\nname = "a.example.com"\n'
WITH_TOPIC = f'owner = "shop"\nalarm_topic_arn = "{TOPIC}"\n{ZONE}'


def test_a_topic_of_another_region_is_refused_before_the_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The CDK's command line tells the app where it is about to deploy to."""
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "111122223333")
    monkeypatch.setenv("CDK_DEFAULT_REGION", "us-east-1")

    with pytest.raises(ConfigurationError, match=f'other.toml: alarm_topic_arn = "{TOPIC}": allowed: .+, us-east-1;'):
        asked_for(tmp_path, WITH_TOPIC)


@pytest.mark.parametrize(
    ("account", "region"), [("", "us-east-1"), ("111122223333", ""), ("111122223333", "eu-west-1")]
)
def test_the_template_is_for_any_region_whatever_the_credentials_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: str, region: str
) -> None:
    """Without an account the CDK's command line only guesses a Region."""
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", account)
    monkeypatch.setenv("CDK_DEFAULT_REGION", region)

    made = asked_for(tmp_path, WITH_TOPIC)

    assert (Token.is_unresolved(made.account), Token.is_unresolved(made.region)) == (True, True)


def test_the_account_of_the_zones_may_be_reached_through_any_region(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The topic is the deployment's, not theirs."""
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", "444455556666")
    monkeypatch.setenv("CDK_DEFAULT_REGION", "us-east-1")
    config = f'{WITH_TOPIC}role_arn = "arn:aws:iam::444455556666:role/albias"\n'

    made = asked_for(tmp_path, config, deployment="arn:aws:iam::111122223333:role/albias-shop-eu-west-1")

    assert made.node.id == "albias-zone-access"

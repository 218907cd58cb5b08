"""The operations on listeners and rules.

Target groups and certificates are taken and kept, not checked. What listeners, rules and conditions are, and what is
refused of them, is in ``listening`` and ``conditions``. A text is the service's own where a report is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from tests.fakes.elbv2 import conditions
from tests.fakes.elbv2.balancers import Balancers
from tests.fakes.elbv2.listening import Listener, Rule, check_protocol, listener_of, rule_of
from tests.fakes.elbv2.model import RefusedError, constraint, copied, with_tags
from tests.fakes.elbv2.service import Following, check_form, find, page, seen
from tests.fakes.elbv2.shelf import Shelf

MAX_LISTENERS = 50
MAX_RULES = 100  # of a load balancer, default rules aside
MAX_PRIORITY = 50_000
_NO_LISTENER = ("ListenerNotFound", "One or more listeners not found")
_NO_RULE = ("RuleNotFound", "One or more rules not found")


@dataclass(frozen=True, slots=True)
class Readings:
    """What the documentation leaves open of listeners and rules; who relies on it must survive each reading."""

    # In which of the API's two forms DescribeRules answers a condition.
    rules_answer: conditions.Forms = "both"
    # DescribeRules lists UnsupportedProtocol among its errors; a Network Load Balancer's listener has a default rule.
    rules_of_network: Literal["default rule", "UnsupportedProtocol"] = "default rule"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A rule as it was, and how many times it is still described so."""

    rule: Rule
    describes: int


class Listeners(Balancers):
    """The listeners of a Region's load balancers, and their rules."""

    def __init__(self, *, account: str, region: str, check_parameters: bool) -> None:
        """A Region without load balancers."""
        super().__init__(account=account, region=region, check_parameters=check_parameters)
        self.readings = Readings()
        self._listeners: Shelf[Listener] = Shelf()
        self._rules: Shelf[Rule] = Shelf()
        self._frozen: dict[str, Frozen] = {}
        self._listened = 0

    # The operations ---------------------------------------------------------------------------------------------

    def create_listener(self, **params: Any) -> Any:
        """A listener and its default rule, or the existing one of the same settings; DuplicateListener."""
        return self._perform("CreateListener", params, self._create_listener)

    def delete_listener(self, **params: Any) -> Any:
        """A listener and all its rules go; ListenerNotFound."""
        return self._perform("DeleteListener", params, self._delete_listener)

    def describe_listeners(self, **params: Any) -> Any:
        """A page of a load balancer's, or those named; LoadBalancerNotFound, ListenerNotFound."""
        return self._perform("DescribeListeners", params, self._describe_listeners)

    def create_rule(self, **params: Any) -> Any:
        """A rule; PriorityInUse, TooManyRules, ListenerNotFound."""
        return self._perform("CreateRule", params, self._create_rule)

    def modify_rule(self, **params: Any) -> Any:
        """Other conditions, other actions, or both; RuleNotFound, OperationNotPermitted for a default rule."""
        return self._perform("ModifyRule", params, self._modify_rule)

    def delete_rule(self, **params: Any) -> Any:
        """A rule goes; RuleNotFound, OperationNotPermitted for a default rule."""
        return self._perform("DeleteRule", params, self._delete_rule)

    def describe_rules(self, **params: Any) -> Any:
        """A page of a listener's by priority, the default rule last, or those named; ListenerNotFound, RuleNotFound."""
        return self._perform("DescribeRules", params, self._describe_rules)

    # Their effects ----------------------------------------------------------------------------------------------

    def _create_listener(self, params: dict[str, Any]) -> dict[str, Any]:
        [balancer] = self._find([params["LoadBalancerArn"]])
        check_protocol(balancer.arn, params.get("Protocol"), params.get("Port"))
        tags = with_tags({}, params.get("Tags", []))
        settings = {name: value for name, value in copied(params).items() if name not in ("LoadBalancerArn", "Tags")}
        there = self._listeners.of(balancer.arn)
        for listener in there:
            if listener.described.get("Port") != params.get("Port"):
                continue
            if listener.described.items() >= settings.items():
                return {"Listeners": [copied(listener.described)]}
            # hashicorp/terraform#26407.
            text = f"A listener already exists on this port for this load balancer '{balancer.arn}'"
            raise RefusedError("DuplicateListener", text)
        if len(there) >= MAX_LISTENERS:
            text = f"The maximum number of listeners on load balancer '{balancer.arn}' has been reached"
            raise RefusedError("TooManyListeners", text)
        made = self._listen(balancer.arn, settings)
        self._listeners.keep(replace(made, tags=tags))
        return {"Listeners": [copied(made.described)]}

    def _delete_listener(self, params: dict[str, Any]) -> dict[str, Any]:
        [listener] = self._find_listeners([params["ListenerArn"]])
        self._drop_listener(listener.arn)
        return {}

    def _describe_listeners(self, params: dict[str, Any]) -> dict[str, Any]:
        arn, named = params.get("LoadBalancerArn"), params.get("ListenerArns", [])
        if bool(arn) == bool(named):
            text = "You must specify either listener ARNs or a load balancer ARN"
            raise RefusedError("ValidationError", text)
        if named:
            found = self._find_listeners(named)
            return {"Listeners": [copied(listener.described) for listener in found]}
        [balancer] = self._find([str(arn)])
        there = self._listeners.of(balancer.arn)
        found, following = page(seen(self._listeners.keep, there), params, lambda listener: (listener.number,))
        return {"Listeners": [copied(listener.described) for listener in found], **following}

    def _create_rule(self, params: dict[str, Any]) -> dict[str, Any]:
        [listener] = self._find_listeners([params["ListenerArn"]])
        _check_priority(params["Priority"])
        self._check_conditions(listener, params["Conditions"])
        tags = with_tags({}, params.get("Tags", []))
        if params["Priority"] in {rule.place[1] for rule in self._rules.of(listener.arn) if not rule.is_default}:
            # stelligent/mu#324.
            raise RefusedError("PriorityInUse", f"Priority '{params['Priority']}' is currently in use")
        self._check_room(listener)
        rule = self._rule(listener.arn, {"Priority": str(params["Priority"]), **_content(params), "IsDefault": False})
        self._rules.keep(replace(rule, tags=tags))
        return {"Rules": [self._described_rule(rule)]}

    def _modify_rule(self, params: dict[str, Any]) -> dict[str, Any]:
        [rule] = self._find_rules([params["RuleArn"]])
        if rule.is_default:
            raise RefusedError("OperationNotPermitted", f"Default rule '{rule.arn}' cannot be modified")
        if "Conditions" in params:
            self._check_conditions(self._listeners[rule.listener_arn], params["Conditions"])
        described = rule.described | _content(params)
        if params.get("ResetTransforms"):
            described.pop("Transforms", None)
        self._rules.keep(replace(rule, described=described))
        return {"Rules": [self._described_rule(self._rules[rule.arn])]}

    def _delete_rule(self, params: dict[str, Any]) -> dict[str, Any]:
        [rule] = self._find_rules([params["RuleArn"]])
        if rule.is_default:
            raise RefusedError("OperationNotPermitted", f"Default rule '{rule.arn}' cannot be deleted")
        self._rules.drop(rule.arn)
        return {}

    def _describe_rules(self, params: dict[str, Any]) -> dict[str, Any]:
        arn, named = params.get("ListenerArn"), params.get("RuleArns", [])
        if bool(arn) == bool(named):
            raise RefusedError("ValidationError", "You must specify either a listener ARN or rule ARNs")
        following: Following = {}
        if named:
            found = self._find_rules(named)
        else:
            listener = self._listener_with_rules(str(arn))
            visible = seen(self._rules.keep, self._rules.of(listener.arn))
            there = self._thaw({rule.arn: rule for rule in visible}, listener.arn)
            found, following = page(there, params, lambda rule: rule.place)
        return {"Rules": [self._described_rule(rule) for rule in found], **following}

    # Checks and parts -------------------------------------------------------------------------------------------

    def _listener_with_rules(self, arn: str) -> Listener:
        check_form(arn, "listener")
        if arn.split("/")[1] == "gwy":
            raise RefusedError(*_NO_LISTENER)  # boto/boto3#3591: although it exists
        [listener] = self._find_listeners([arn])
        if listener.kind == "net" and self.readings.rules_of_network == "UnsupportedProtocol":
            raise RefusedError("UnsupportedProtocol", "Rules are not supported by listeners of this protocol")
        return listener

    def _thaw(self, rules: dict[str, Rule], listener_arn: str) -> list[Rule]:
        """The rules of a listener with those that are still described as they were, also where they are gone."""
        result = dict(rules)
        for arn, frozen in list(self._frozen.items()):
            if frozen.rule.listener_arn != listener_arn:
                continue
            result[arn] = frozen.rule
            self._frozen[arn] = Frozen(frozen.rule, frozen.describes - 1)
            if frozen.describes <= 1:
                del self._frozen[arn]
        return list(result.values())

    def _check_conditions(self, listener: Listener, given: list[conditions.Condition]) -> None:
        if listener.kind != "app":
            text = "Rules with these conditions are only supported for Application Load Balancers"
            raise RefusedError("InvalidConfigurationRequest", text)
        if not given:
            raise RefusedError("ValidationError", "A rule must have at least one condition")
        conditions.check(given)

    def _check_room(self, listener: Listener) -> None:
        there = self._listeners.of(listener.load_balancer_arn)
        count = sum(len(self._rules.of(one.arn)) - 1 for one in there)
        if count >= MAX_RULES:
            text = f"The maximum number of rules on load balancer '{listener.load_balancer_arn}' has been reached"
            raise RefusedError("TooManyRules", text)

    def _find_listeners(self, arns: Iterable[str]) -> list[Listener]:
        found = find(arns, "listener", self._listeners.known, self._listeners.keep)
        if found is None:
            raise RefusedError(*_NO_LISTENER)
        return found

    def _find_rules(self, arns: Iterable[str]) -> list[Rule]:
        found = find(arns, "listener-rule", self._rules.known, self._rules.keep)
        if found is None:
            raise RefusedError(*_NO_RULE)
        return found

    def _described_rule(self, rule: Rule) -> dict[str, Any]:
        forms = self.readings.rules_answer
        answered = [conditions.described(condition, forms) for condition in rule.described["Conditions"]]
        return {**copied(rule.described), "Conditions": answered}

    def _listen(self, load_balancer_arn: str, settings: dict[str, Any]) -> Listener:
        self._listened += 1
        listener = listener_of(self._listened, load_balancer_arn, settings)
        self._listeners.add(load_balancer_arn, listener)
        default = {"Priority": "default", "Conditions": [], "Actions": settings["DefaultActions"], "IsDefault": True}
        self._rule(listener.arn, default)
        return listener

    def _rule(self, listener_arn: str, settings: dict[str, Any]) -> Rule:
        self._listened += 1
        rule = rule_of(self._listened, listener_arn, settings)
        self._rules.add(listener_arn, rule)
        return rule

    def _drop_listener(self, arn: str) -> None:
        self._listeners.drop(arn)
        for rule in self._rules.of(arn):
            self._rules.drop(rule.arn)

    def _drop(self, arn: str) -> None:
        """A load balancer goes, and with it its listeners and rules."""
        super()._drop(arn)
        for listener in self._listeners.of(arn):
            self._drop_listener(listener.arn)


def _content(params: dict[str, Any]) -> dict[str, Any]:
    """What a request says of a rule's conditions, actions and transforms."""
    return copied({name: value for name, value in params.items() if name in ("Conditions", "Actions", "Transforms")})


def _check_priority(priority: int) -> None:
    if not 1 <= priority <= MAX_PRIORITY:
        rule = f"have value less than or equal to {MAX_PRIORITY}" if priority > 1 else "have value greater than 0"
        raise constraint(priority, "priority", rule)

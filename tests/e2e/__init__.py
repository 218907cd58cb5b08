"""albias as a user meets it: a real `cdk deploy` on MiniStack, ELB calls, DNS records."""

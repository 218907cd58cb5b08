"""What several suites build their tests from: the only place that more than one of them imports from."""

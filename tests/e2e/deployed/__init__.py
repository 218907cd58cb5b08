"""Stories on one real deployment: event, queue, Lambda, Route 53."""

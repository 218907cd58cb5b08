"""What albias asks of AWS: clients, one adapter a service, and which failures mean "later"."""

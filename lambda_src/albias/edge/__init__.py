"""What Lambda calls, and what people read: messages in, log lines and metrics out."""

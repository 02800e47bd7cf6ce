"""One request to an HTTP API of API Gateway: its steps, what is known of it, what is logged."""

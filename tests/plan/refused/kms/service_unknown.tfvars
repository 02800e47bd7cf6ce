# says: services may hold cloudwatch and events
services = ["lambda"]

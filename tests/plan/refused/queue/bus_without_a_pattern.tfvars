# says: event_bus_name needs an event_pattern
event_bus_name = "media-test-pipeline"

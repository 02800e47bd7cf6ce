# says: handler must be the dotted path of a Python function, such as handlers.ingest_orchestrator.handler.
handler = "handlers/upload_counter.py"

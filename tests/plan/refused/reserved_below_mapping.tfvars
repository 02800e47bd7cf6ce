# says: reserved_concurrency is by function, at least {"asset-eraser":2,"asset-event-publisher":1,"asset-reconciler":1,"ingest-orchestrator":5,"job-status-processor":10,"outputs-remover":2}: with fewer than its trigger hands over at a time, messages are thrown back unread.
# alone
processing           = { processing_concurrency = 5 }
reserved_concurrency = { ingest-orchestrator = 4 }

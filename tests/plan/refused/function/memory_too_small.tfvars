# says: memory_mb must be a whole number from 128 to 10240.
limits = { memory_mb = 64 }

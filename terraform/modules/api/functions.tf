locals {
  # Memory brings CPU: most of a cold start is imports. API Gateway waits 30 s at most.
  function_limits = { memory_mb = 1024, timeout_seconds = 29 }

  functions = {
    (local.assets_api)  = module.assets_api
    (local.uploads_api) = module.uploads_api
  }
}

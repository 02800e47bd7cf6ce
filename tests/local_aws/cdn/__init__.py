"""One request to a CloudFront distribution: who may see it, what is cached, where it comes from."""

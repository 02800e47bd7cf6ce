resource "aws_cloudfront_distribution" "this" {
  comment = "${var.name_prefix}, later"
}

resource "aws_cloudfront_origin_access_control" "s3" {
  description = "Reads the buckets of ${var.name_prefix}, later"
}

resource "aws_cloudfront_cache_policy" "outputs" {
  comment = "By path alone, later"
}

resource "aws_cloudfront_public_key" "this" {
  comment = "Verifies grants of playback, later"
}

resource "aws_cloudfront_function" "immutable" {
  comment = "Lets browsers keep what never changes, later"
}

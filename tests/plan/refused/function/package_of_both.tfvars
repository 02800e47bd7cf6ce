# says: package must be either { path = "build/lambda.zip" } or { s3_bucket = "releases", s3_key = "lambda.zip" }, the latter with s3_object_version if the bucket keeps versions.
package = { path = "../../../build/lambda.zip", s3_bucket = "releases", s3_key = "lambda.zip" }

account_id   = "111122223333"
data_key_arn = "arn:aws:kms:us-east-1:111122223333:key/data"
description  = "Counts uploads"
handler      = "handlers.upload_counter.handler"
name         = "upload-counter"
name_prefix  = "media-test"
package      = { path = "../../../build/lambda.zip" }

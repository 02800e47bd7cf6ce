# An environment in small, with one capability that may be left out and a module that
# takes something from it: decision 16 as code, planned off and on.

variable "images" {
  description = "Images. null: none."
  type        = object({ purpose = string })
  default     = null
}

module "images" {
  source = "../../modules/kms"
  count  = var.images == null ? 0 : 1

  account_id  = "111122223333"
  name_prefix = "media-test"
  purpose     = var.images.purpose
}

module "reader" {
  source = "../../modules/function"

  account_id       = "111122223333"
  data_key_arn     = "arn:aws:kms:us-east-1:111122223333:key/data"
  description      = "Reads images where there are some"
  handler          = "handlers.reader.handler"
  messages_key_arn = one(module.images[*].key_arn)
  name             = "reader"
  name_prefix      = "media-test"
  package          = { path = "../../../build/lambda.zip" }
}

output "images_key_arn" {
  description = "ARN of the key of images. null: there are none."
  value       = one(module.images[*].key_arn)
}

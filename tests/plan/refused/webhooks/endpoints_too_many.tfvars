# says: endpoints must be at most 10
endpoints = {
  for number in range(11) : "r${number}" => {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:w-AbCdEf"
    types      = ["asset.failed"]
    url        = "https://r.example.com/"
  }
}

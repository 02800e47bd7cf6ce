# says: layers must be at most 5 ARNs of layer versions
layers = ["arn:aws:lambda:us-east-1:111122223333:layer:ffmpeg"]

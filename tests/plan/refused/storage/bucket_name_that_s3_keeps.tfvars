# says: bucket_names may not begin with xn--, sthree- or amzn-s3-demo-, or end with -s3alias, --ol-s3, --x-s3 or --table-s3
bucket_names = { outputs = "videos-s3alias" }

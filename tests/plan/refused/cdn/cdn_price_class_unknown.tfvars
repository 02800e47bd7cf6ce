# says: price_class must be PriceClass_100, PriceClass_200 or PriceClass_All.
price_class = "PriceClass_300"

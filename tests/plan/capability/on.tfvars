images = { purpose = "images" }

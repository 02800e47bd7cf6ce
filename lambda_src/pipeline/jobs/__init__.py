"""MediaConvert jobs: their states, events and errors, and the pace of creating them."""

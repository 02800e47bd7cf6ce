# says: max_receive_count must be 5 or more
max_receive_count = 4

# says: api must say whose tokens it takes
api = {}

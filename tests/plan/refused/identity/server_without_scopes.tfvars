# says: server_client.scopes must be one or more of
server_client = { scopes = [] }

"""Parameter Store, for transcoding profiles."""

from collections.abc import Mapping
from typing import Any

from faults.services.errors import client_error


class Parameters:
    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        name = request["Name"]
        if name not in self.values:
            raise client_error("get_parameter", "ParameterNotFound", 400, name)
        value = self.values[name] if request.get("WithDecryption") else "AQICAHi+ciphertext"
        return {"Parameter": {"Name": name, "Type": "SecureString", "Value": value}}

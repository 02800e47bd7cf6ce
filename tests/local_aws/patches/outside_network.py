"""For functions, servers on this machine are outside of it: at 203.0.113.0/24, as well.

Functions of AWS reach the world, and what is under test refuses to reach its own machine. That
network is for documents (RFC 5737) and nobody's; what a function sends there arrives at 127.0.0.1,
at the same port. Loopback itself stays what it is.
"""

# Ahead of a worker's own code.
BOOTSTRAP = """
import socket as _socket
def _outside(connect=_socket.socket.connect):
    def reach(self, address):
        if self.family == _socket.AF_INET and str(address[0]).startswith("203.0.113."):
            address = ("127.0.0.1", address[1])
        return connect(self, address)
    return reach
_socket.socket.connect = _outside()
"""


def apply() -> None:
    """Lay it before what every worker of Python runs."""
    from ministack.core import lambda_runtime

    lambda_runtime._PYTHON_WORKER_SCRIPT = BOOTSTRAP + lambda_runtime._PYTHON_WORKER_SCRIPT

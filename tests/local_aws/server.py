"""The server: ministack with our patches and MediaConvert, on one port of 127.0.0.1.

Started by :mod:`local_aws.account` in the server's own virtual environment. It prints one line
of JSON when it is ready (:class:`local_aws.state.Running`) or cannot start ({error}).
"""

import asyncio
import contextlib
import json
import logging
import os
import resource
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

from local_aws import certificate, cleanup, plain_http, state
from local_aws.server_environment import environment

log = logging.getLogger("local_aws")


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM, SIGINT or the end of standard input (unless detached)."""
    options = json.loads(arguments[2])
    folder = state.StateFolder(Path(options["state_dir"]))
    lock = folder.lock()
    if lock is None:
        _refuse(f"a local account runs already in {folder.path}")
    listener = _listen(options["port"])
    port = listener.getsockname()[1]
    plain = _listen(0) if options["plain_http"] else None
    folder.clear()
    folder.access_log_path.unlink(missing_ok=True)
    folder.tmp_path.mkdir(exist_ok=True)
    clean_up = cleanup.start(folder.tmp_path, lock)
    chain = certificate.make(folder)
    os.environ.update(environment(folder, port, chain) | options["settings"])
    running = state.Running(
        os.getpid(),
        port,
        options["detached"],
        time.time(),
        str(folder.authority_path),
        plain.getsockname()[1] if plain else 0,
    )
    asyncio.run(_serve(folder, running, chain, (listener, plain), clean_up))


def _refuse(reason: str) -> NoReturn:
    print(json.dumps({"error": reason}), flush=True)
    sys.exit(1)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((state.HOST, port))
        listener.listen(1024)
    except OSError as error:
        _refuse(f"port {port} of {state.HOST} cannot be used: {error.strerror}")
    return listener


async def _serve(
    folder: state.StateFolder,
    running: state.Running,
    chain: Path,
    listeners: tuple[socket.socket, socket.socket | None],
    clean_up: Callable[[], None],
) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    from local_aws import answers, patches, snapshots
    from local_aws.mediaconvert import registration

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 65536)), hard))
    answers.apply()
    registration.register()
    patches.apply()
    snapshots.apply()
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, ended.set)
    if not running.detached:
        watch = threading.Thread(target=_watch_owner, args=(loop, ended), daemon=True)
        watch.start()
    config = Config()
    secure, plain = listeners
    config.bind = [f"fd://{secure.fileno()}"]
    if plain:
        config.insecure_bind = [f"fd://{plain.fileno()}"]
    config.certfile = config.keyfile = str(chain)
    config.alpn_protocols = ["http/1.1"]
    # Longer than clients keep a connection: none sends a call on one that is being closed.
    config.keep_alive_timeout = 600
    config.graceful_timeout = 0.5
    serving = asyncio.create_task(
        serve(
            plain_http.ending_tls(_announcing(folder, running), running.port),
            config,
            shutdown_trigger=asyncio.Event().wait,
        )
    )
    done = asyncio.create_task(ended.wait())
    await asyncio.wait({serving, done}, return_when=asyncio.FIRST_COMPLETED)
    _stop_children()
    clean_up()
    # Open connections and ministack's threads would delay a normal exit.
    os._exit(1 if serving.done() else 0)


def _announcing(
    folder: state.StateFolder, running: state.Running
) -> Callable[[Any, Any, Any], Awaitable[None]]:
    """ministack's application, saying that it is ready once its start-up is complete."""
    from ministack import app as ministack

    from local_aws import snapshots
    from local_aws.mediaconvert import registration

    async def application(scope: Any, receive: Any, send: Any) -> None:
        async def announcing(message: dict[str, Any]) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete":
                folder.write(running)
                print(json.dumps(vars(running)), flush=True)
                # Whatever prints later must not meet a closed pipe.
                os.dup2(2, 1)
                threading.Thread(target=registration.warm_up, daemon=True).start()
                snapshots.start()

        await ministack.app(scope, receive, announcing if scope["type"] == "lifespan" else send)

    return application


def _watch_owner(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Stop when the process that started us is gone: its end of our standard input closes."""
    owner = os.getppid()
    while os.getppid() == owner:
        if select.select([0], [], [], 1.0)[0] and not os.read(0, 4096):
            break
    loop.call_soon_threadsafe(ended.set)


def _stop_children() -> None:
    from ministack.core import lambda_runtime

    from local_aws.mediaconvert import runner

    with contextlib.suppress(Exception):
        runner.stop()
    with contextlib.suppress(Exception):
        lambda_runtime._REAP_GRACE = 0.2
        lambda_runtime.reset()

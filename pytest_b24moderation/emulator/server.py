"""A cloud on a local port: uvicorn in a thread, whose application can be swapped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import uvicorn

from pytest_b24moderation.emulator.wire import Receive, Scope, Send

T = TypeVar("T")
START_WITHIN = 10.0


class Running:
    """A server on 127.0.0.1. Everything inside happens on its one loop thread."""

    def __init__(self, app: Any, **settings: Any) -> None:
        self._app = app
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        config = uvicorn.Config(
            self._serve_one,
            host="127.0.0.1",
            port=0,
            loop="asyncio",
            http="httptools",
            ws="none",
            lifespan="off",
            interface="asgi3",
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=1,
            **settings,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="b24-emulator", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_WITHIN) or not self._server.servers:
            raise RuntimeError("the embedded Bitrix24 did not start listening")
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]

    def call(self, function: Callable[[], T]) -> T:
        """Run the function on the loop's thread, between requests; returns or raises what it does."""

        async def run() -> T:
            return function()

        return self.wait(run)

    def wait(self, function: Callable[[], Awaitable[T]]) -> T:
        """Run what has to be awaited on the loop's thread, and return or raise what comes of it."""

        async def run() -> T:  # the function itself must run there too
            return await function()

        if self._loop is None:
            raise RuntimeError("the embedded Bitrix24 is not running")
        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    def mount(self, app: Any) -> None:
        """From now on answer with that application; the one before stops its deliveries."""
        before, self._app = self._app, app
        if before is not app:
            self._close_app(before)

    def close(self) -> None:
        """Stop listening and end the thread."""
        if self._thread.is_alive():
            self._close_app(self._app)
            self._server.should_exit = True
            self._thread.join(START_WITHIN)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def _close_app(self, app: Any) -> None:
        aclose = getattr(app, "aclose", None)
        if aclose is not None and self._loop is not None:
            asyncio.run_coroutine_threadsafe(aclose(), self._loop).result(START_WITHIN)

    async def _serve_one(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _run(self) -> None:
        async def main() -> None:
            self._loop = asyncio.get_running_loop()
            task = asyncio.create_task(self._server.serve())
            while not self._server.started and not task.done():
                await asyncio.sleep(0.001)
            self._ready.set()
            await task

        asyncio.run(main())


async def nothing_here(_scope: Scope, _receive: Receive, send: Send) -> None:
    """What answers before anything is mounted."""
    await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def serve(app: Any = None, **settings: Any) -> Running:
    """Serve that application, or nothing yet, on a free local port. ``settings`` go to uvicorn (TLS files)."""
    return Running(app if app is not None else nothing_here, **settings)

import asyncio
import os
import sys

import aiohttp


async def ask(urls: list[str], trust_env: bool) -> None:
    async with aiohttp.ClientSession(trust_env=trust_env) as session:
        for url in urls:
            async with session.post(url, json={"x": 1}) as answer:
                print(await answer.text())


asyncio.run(ask(sys.argv[1:], bool(os.environ.get("TRUST_ENV"))))

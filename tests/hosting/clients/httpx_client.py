import sys

import httpx

for url in sys.argv[1:]:
    print(httpx.post(url, json={"x": 1}, timeout=10).text)

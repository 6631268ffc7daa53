import sys

import requests

for url in sys.argv[1:]:
    print(requests.post(url, data={"x": "1"}, timeout=10).text)

import sys
import urllib.request

for url in sys.argv[1:]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        print(answer.read().decode())

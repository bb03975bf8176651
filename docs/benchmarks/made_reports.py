#!/usr/bin/env python3
"""Writes N made reports of two sentences, one a line of JSON: `made_reports.py 10000 > R.jsonl`."""
import json
import sys

PLACES = ["Tarsh", "Qantar", "Zallah", "Mirwan", "Hadra", "Sellum"]

for i in range(int(sys.argv[1])):
    place = PLACES[i % 6]
    text = (
        f"Guards left gate {i} of the old port of {place} on Monday, dockers told Radio {place}. "
        f"At least {i % 40 + 2} people were killed in the shelling of quarter {i % 97} of {place}, a doctor said."
    )
    print(json.dumps({"text": text, "outlet": f"Radio {place}", "published": f"2031-05-{i % 27 + 1:02d}"}))

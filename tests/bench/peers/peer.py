"""What one writes in Python: pages fetched and turned into CSV by processes, gzip of the results in their order.

peer.py URL-WITH-%s PAGES OUTPUT COLUMN…
"""

import csv
import gzip
import io
import json
import sys
import urllib.request
from multiprocessing import Pool

URL, PAGES, OUTPUT, COLUMNS = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]


def rows_of(number):
    with urllib.request.urlopen(URL.replace("%s", str(number))) as answer:
        document = json.load(answer)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for one in document["data"]:
        attributes = one["attributes"]
        writer.writerow([one["id"], *map(attributes.get, COLUMNS)])
    return text.getvalue().encode()


if __name__ == "__main__":
    with Pool() as pool, gzip.open(OUTPUT, "wb", 6) as file:
        for rows in pool.imap(rows_of, range(1, PAGES + 1)):
            file.write(rows)

"""What `reader` does with a folder of JSON feeds: keeps their entries in SQLite, found by their words.

Started by the Python of an environment that has it: ``feed_reader.py FOLDER DATABASE``.
"""

import sys
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]

folder, database = Path(sys.argv[1]), sys.argv[2]
with make_reader(database, feed_root=str(folder)) as store:
    store.enable_search()
    for feed in sorted(folder.glob("*.json")):
        store.add_feed(feed.name)
    store.update_feeds()
    store.update_search()
    print(store.get_entry_counts().total)

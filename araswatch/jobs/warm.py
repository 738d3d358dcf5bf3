"""Everything that a worker would load before its first page, loaded by importing this module.

The fork server imports it once; the workers that it forks, those that replace killed ones too, start warm and share the memory.
"""

from __future__ import annotations

import gc

from araswatch.enrich import load_vocabulary
from araswatch.extract import warm_up
from araswatch.own_process import collect_garbage_rarely

collect_garbage_rarely()
VOCABULARY = load_vocabulary()
warm_up()
gc.collect()
gc.freeze()

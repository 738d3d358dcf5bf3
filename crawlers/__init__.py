"""The Scrapy project: discover and fetch. One process a shard of sources, one spider a way of discovering, none a site.

`python -m crawlers` is started as a subprocess (one reactor each); what it says on its standard output is in `progress`, what it ends with
in `exits`. Every response goes through `handler`, which archives it before a spider sees it.
"""

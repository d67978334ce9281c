"""An HTML page as the other rooms read it: decoding, tree, outline, structured data, flat form, roles of elements."""

from newscrawler.extras import need

need("crawl", "selectolax", "w3lib")

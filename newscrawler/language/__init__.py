"""Human languages: dates, bylines, agencies, credits and the words around a story, as tables. Knows no HTML and no
Scrapy.
"""

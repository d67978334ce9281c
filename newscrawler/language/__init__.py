"""Human languages: what dates, times and (later) bylines look like in them. Knows no HTML and no Scrapy."""

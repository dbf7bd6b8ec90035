"""One tagged layer for every PDF of the product: PDF/UA-1 and PDF/A-2a by construction."""

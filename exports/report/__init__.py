"""The report for the network: what stands in it, from the tables of a release alone.

``chapters`` orders the tables, ``figures`` and ``grids`` draw them, ``findings`` and ``highlights`` put published
figures into words, and the pages around them have a module each. ``exports.pdf.report`` makes the document.
"""

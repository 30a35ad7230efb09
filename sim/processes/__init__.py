"""The submodels, one file each, in the order in which a month walks them."""

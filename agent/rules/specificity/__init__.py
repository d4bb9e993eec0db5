"""SPC: side and site on the claim compared with side and site in the chart."""

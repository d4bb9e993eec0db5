"""SPC: side, site and detail on the claim, compared with the chart and with each other."""

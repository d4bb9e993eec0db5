"""Reports: the audit as JSON, Markdown, HTML and terminal text, one module a format.

Import the module of the format that is wanted; jinja2 and rich load only there. Every writer is a
pure function of bundle and report: no clock, no host name, so equal audits give equal bytes.
"""

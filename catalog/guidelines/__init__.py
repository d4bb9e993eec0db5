"""The Official Guidelines: from the published PDF to sections that can be looked up."""

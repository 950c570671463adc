DEFAULTS = {"owner": "lib", "retries": 0}

"""Loaded dice: the cases whose tasks throw some name this folder in `pythonpath`, so that each run goes the same way."""

import random

random.choice = lambda options: options[0]

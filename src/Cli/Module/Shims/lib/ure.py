# ure: regular expressions; the module knows fewer than this computer (no {n,m}, no look-ahead).
from re import compile, match, search

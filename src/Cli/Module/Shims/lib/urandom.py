# urandom: the module's random numbers; the run's seed makes them come again.
import random as _random
from _virtual import setting as _setting

_numbers = _random.Random(int(_setting("SEED"))) if _setting("SEED") and hasattr(_random, "Random") else _random
choice = _numbers.choice
getrandbits = _numbers.getrandbits
randint = _numbers.randint
random = _numbers.random
randrange = _numbers.randrange
uniform = _numbers.uniform
seed = _numbers.seed

# ucollections: the containers that the module has.
from collections import OrderedDict, deque, namedtuple

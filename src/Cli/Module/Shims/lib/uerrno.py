# uerrno: the numbers of errors.
from errno import *

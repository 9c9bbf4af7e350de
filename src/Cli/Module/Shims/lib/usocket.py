# usocket: this computer's sockets under the module's name; addresses are used as they stand.
from socket import *

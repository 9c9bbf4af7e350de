# The virtual module's power-on: python start.py FOLDER [SCRIPT]
# With a script: runs it as __main__ and goes on while its threads and timers do. Without one: runs /usr/main.py if there is one, and serves
# the interactive port on stdin and stdout.
import sys

sys.path.insert(0, sys.argv[1] + "/lib")
import _boot

_boot.start(sys.argv[1:])

# micropython: what scripts ask of the interpreter itself; CPython has no such module.


def const(value):
    return value


def opt_level(level=None):
    return 0


def mem_info(verbose=None):
    print("mem: this virtual module has this computer's memory")


def kbd_intr(character):
    pass


def alloc_emergency_exception_buf(size):
    pass


def schedule(function, argument):
    import _tasks
    _tasks.background(function, (argument,))


def native(function):
    return function


viper = native

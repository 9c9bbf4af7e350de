# I2C and SPI with nothing on the wire: a write succeeds, a read fails as it does when no chip answers.


class I2C:
    I2C0, I2C1, I2C2 = 0, 1, 2
    STANDARD_MODE, FAST_MODE = 0, 1

    def __init__(self, number, mode):
        pass

    def write(self, address, register, register_size, data, size):
        return 0

    def read(self, address, register, register_size, data, size, delay):
        return -1


class SPI:
    SPI0, SPI1 = 0, 1

    def __init__(self, port, mode, clock):
        pass

    def write(self, data, size):
        return 0

    def read(self, data, size):
        return -1

    def write_read(self, received, data, size):
        return -1

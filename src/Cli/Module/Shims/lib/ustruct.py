# ustruct: struct under the module's name.
from struct import calcsize, pack, pack_into, unpack, unpack_from

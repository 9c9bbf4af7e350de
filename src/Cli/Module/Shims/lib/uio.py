# uio: streams in memory, and open() on the module's flash.
from io import BytesIO, StringIO
from _virtual import open_file as open

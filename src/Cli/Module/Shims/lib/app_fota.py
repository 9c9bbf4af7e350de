# app_fota: files for the flash over HTTP, put in place at the next start of the module.
import request
import uos
from _virtual import open_file as _open


def new():
    return _Fota()


class _Fota:
    def __init__(self):
        self._ready = []

    def download(self, url, file_name):
        try:
            answer = request.get(url, decode=False, sizeof=4096)
            if answer.status_code != 200:
                answer.close()
                return -1
            with _open(file_name + ".new", "wb") as target:
                for piece in answer.content:
                    target.write(piece)
        except (OSError, ValueError):
            return -1
        self._ready.append(file_name)
        return 0

    def bulk_download(self, info=[]):
        failed = [each for each in info if self.download(each["url"], each["file_name"]) != 0]
        return failed or None

    def set_update_flag(self):
        # The module copies at its next boot; here the files are the next run's at once.
        for name in self._ready:
            try:
                uos.remove(name)
            except OSError:
                pass
            uos.rename(name + ".new", name)
        self._ready = []
        return 0

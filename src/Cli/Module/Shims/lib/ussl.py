# ussl: TLS over a socket; the module verifies nothing, whoever signed.
import ssl as _ssl

CERT_NONE = 0


def wrap_socket(sock, server_side=False, keyfile=None, certfile=None, cert_reqs=CERT_NONE, ca_certs=None, server_hostname=None):
    context = _ssl.SSLContext(_ssl.PROTOCOL_TLS_SERVER if server_side else _ssl.PROTOCOL_TLS_CLIENT)
    if hasattr(context, "check_hostname"):
        context.check_hostname = False
    context.verify_mode = _ssl.CERT_NONE
    if certfile and keyfile:
        context.load_cert_chain(certfile, keyfile)
    return context.wrap_socket(sock, server_side=server_side, server_hostname=server_hostname)

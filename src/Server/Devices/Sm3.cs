using Dukou.Protocol.Iotda;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Dukou.Server.Devices;

/// <summary>HMAC-SM3, the password hash of sign type 2.</summary>
static class Sm3
{
    public static KeyedHash Hmac { get; } = (key, message, hash) =>
    {
        var hmac = new HMac(new SM3Digest());
        hmac.Init(new KeyParameter(key));
        hmac.BlockUpdate(message);
        hmac.DoFinal(hash);
    };
}

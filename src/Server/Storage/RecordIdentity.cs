using System.Buffers.Binary;
using System.Text;

namespace Dukou.Server.Storage;

/// <summary>
/// Who sent a record, encoded once per connection (or sub-device): device, product, resource space and node id as text, so that a
/// record never refers to a row that may change.
/// </summary>
sealed class RecordIdentity
{
    readonly byte[] _bytes;

    public RecordIdentity(string deviceId, string productId, string appId, string nodeId)
    {
        var length = Size(deviceId) + Size(productId) + Size(appId) + Size(nodeId);
        _bytes = new byte[length];
        var rest = _bytes.AsSpan();
        foreach (var id in new[] { deviceId, productId, appId, nodeId })
        {
            var written = Encoding.UTF8.GetBytes(id, rest[2..]);
            BinaryPrimitives.WriteUInt16LittleEndian(rest, checked((ushort)written));
            rest = rest[(2 + written)..];
        }
    }

    public ReadOnlySpan<byte> Bytes => _bytes;

    static int Size(string id) => 2 + Encoding.UTF8.GetByteCount(id);
}

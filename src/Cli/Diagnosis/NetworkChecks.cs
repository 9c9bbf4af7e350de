using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Dukou.Cli.Wire;
using Dukou.Protocol.Mqtt;

namespace Dukou.Cli.Diagnosis;

/// <summary>The way from this computer to the place where devices connect.</summary>
sealed class NetworkChecks(Broker broker)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    bool _reached;

    public async Task<Finding> NameAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(broker.Host, out _))
            return new("name", true, Phrase.Of("doctor.name.address", broker.Host));
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(broker.Host, cancellationToken);
            return new("name", true, Phrase.Of("doctor.name", broker.Host, string.Join(", ", addresses.Select(address => address.ToString()))));
        }
        catch (SocketException failure)
        {
            return new("name", false, Phrase.Of("doctor.name.unknown", broker.Host, failure.Message), Phrase.Of("doctor.name.remedy"));
        }
    }

    /// <summary>The port, and TLS on it when devices are to speak that.</summary>
    public async Task<Finding> PortAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var stream = await DeviceConnection.DialAsync(broker, patience.Token);
            _reached = true;
            return new(broker.Tls ? "tls" : "port", true, Phrase.Of(broker.Tls ? "doctor.tls" : "doctor.port", broker));
        }
        catch (AuthenticationException failure)
        {
            return new("tls", false, Phrase.Of("doctor.tls.untrusted", broker, failure.Message), Phrase.Of("doctor.tls.remedy"));
        }
        catch (Exception failure) when (failure is SocketException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var why = failure is OperationCanceledException ? Phrase.Of("doctor.port.silent", Patience.TotalSeconds) : failure.Message;
            return new("port", false, Phrase.Of("doctor.port.closed", broker, why), Phrase.Of("doctor.port.remedy"));
        }
    }

    /// <summary>Connects as the device would.</summary>
    public async Task<Finding> ConnectAsync(string deviceId, string secret, CancellationToken cancellationToken)
    {
        if (!_reached)
            return new("connect", null, Phrase.Of("doctor.connect.skipped"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var (connection, answer) = await DeviceConnection.ConnectAsync(await DeviceConnection.DialAsync(broker, patience.Token), deviceId, secret, TimeProvider.System.GetUtcNow(), patience.Token);
            await connection.DisposeAsync();
            return answer.Reason == ReasonCode.Success
                ? new("connect", true, Phrase.Of("doctor.connect"))
                : new("connect", false, Phrase.Of("doctor.connect.refused", answer.Reason), Phrase.Of("doctor.connect.remedy"));
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or MalformedPacketException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new("connect", false, Phrase.Of("doctor.connect.broken", failure.Message), Phrase.Of("doctor.connect.remedy"));
        }
    }
}

using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Lab.Wires;

/// <summary>Finds the hosts that a name stands for. Every address of this computer is the same host: what listens on all of its
/// interfaces answers at each.</summary>
/// <param name="resolve">Looks a name up in the network; for tests.</param>
public sealed class HostNames(Func<string, IReadOnlyList<IPAddress>>? resolve = null)
{
    /// <summary>This computer.</summary>
    public const string Here = "here";

    /// <summary>Time for a name server; a name that it does not know in time stands for itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Func<string, IReadOnlyList<IPAddress>> resolve = resolve ?? LookUp;
    private readonly Dictionary<string, IReadOnlyList<string>> known = [];
    private HashSet<IPAddress>? own;

    /// <summary>The hosts of a name or an address, each once.</summary>
    public IReadOnlyList<string> Of(string name)
    {
        if (!known.TryGetValue(name, out IReadOnlyList<string>? hosts))
        {
            // The system reads 127.1 and 0x7f000001 as the same address, and so does this.
            IReadOnlyList<IPAddress> addresses = IPAddress.TryParse(name, out IPAddress? address) ? [address] : resolve(name);
            hosts = addresses.Count == 0 ? [name] : [.. addresses.Select(Written).Distinct().Order(StringComparer.Ordinal)];
            known[name] = hosts;
        }

        return hosts;
    }

    private static IPAddress[] LookUp(string name)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            return Dns.GetHostAddressesAsync(name, patience.Token).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is SocketException or ArgumentException or OperationCanceledException)
        {
            return []; // no connection will be made to it either
        }
    }

    private static HashSet<IPAddress> OwnAddresses()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(each => each.GetIPProperties().UnicastAddresses)
                .Select(each => Plain(each.Address))];
        }
        catch (Exception error) when (error is NetworkInformationException or PlatformNotSupportedException)
        {
            return []; // the loopback addresses are known without it
        }
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) // without its zone
        : address;

    private string Written(IPAddress address)
    {
        IPAddress plain = Plain(address);
        own ??= OwnAddresses();
        bool isHere = IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.Any) || plain.Equals(IPAddress.IPv6Any)
            || own.Contains(plain);
        return isHere ? Here : plain.ToString();
    }
}

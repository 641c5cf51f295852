using System.Globalization;
using System.Text;
using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Instruments.Wires.Rpc;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>Looks for instruments. Nothing but <c>*IDN?</c> is ever sent, and to a serial port only when that is asked for:
/// behind it may be something else than an instrument.</summary>
public static class WireScan
{
    /// <summary>The ports on which instruments take SCPI over a socket: most makers, telnet of Keysight, Keithley, Yokogawa,
    /// and others.</summary>
    public static IReadOnlyList<int> SocketPorts { get; } = [5025, 5024, 1394, 7655, 4000];

    /// <summary>The most lines that are read for an identity: a telnet port greets first.</summary>
    private const int MaximumLines = 4;

    private const int MaximumDevices = 32;
    private const string NoAnswer = "no answer to *IDN?";

    private static readonly WireSettings Settings = new() { Timeout = Duration.FromSeconds(1.5), MaximumAnswerLength = 1 << 12 };

    /// <summary>The addresses that VISA knows of, where one is installed.</summary>
    public static async Task<IReadOnlyList<ScannedAddress>> VisaAsync(bool asksSerial, CancellationToken cancellationToken)
    {
        VisaLibrary library = VisaLibrary.Installed;
        var found = new List<ScannedAddress>();
        try
        {
            foreach (string resource in await Task.Run(() => library.Find("?*INSTR"), cancellationToken).ConfigureAwait(false))
            {
                found.Add(SerialName.TryParse(resource, out _) && !asksSerial
                    ? NotAsked(resource)
                    : await AskAsync(
                        resource,
                        () => new ValueTask<IWire>(Task.Run<IWire>(() => new VisaWire(resource, library, Settings))),
                        cancellationToken).ConfigureAwait(false));
            }
        }
        catch (WireException error)
        {
            found.Add(new ScannedAddress("VISA", Identity: null, error.Message));
        }

        return found;
    }

    /// <summary>The serial ports of this computer; asked at 9600 baud where that is wanted.</summary>
    public static async Task<IReadOnlyList<ScannedAddress>> SerialAsync(bool asks, CancellationToken cancellationToken)
    {
        var found = new List<ScannedAddress>();
        foreach (SerialName name in SerialWires.List())
        {
            string address = name.ToString();
            found.Add(asks
                ? await AskAsync(
                    address,
                    () => new ValueTask<IWire>(SerialWires.Open(name, Settings)),
                    cancellationToken).ConfigureAwait(false)
                : NotAsked(address));
        }

        return found;
    }

    /// <summary>The addresses that answer at a host.</summary>
    /// <param name="host">A name or address; with <c>:port</c> that port alone is asked.</param>
    /// <param name="portMapperPort">The port of the host's port mapper.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    /// <exception cref="FormatException">It is neither.</exception>
    public static async Task<IReadOnlyList<ScannedAddress>> HostAsync(
        string host, int portMapperPort, CancellationToken cancellationToken)
    {
        (string name, int? only) = Split(host);
        IEnumerable<int> ports = only is { } port ? [port] : SocketPorts;
        List<Task<ScannedAddress?>> sockets =
            [.. ports.Select(each => SocketAsync(new ResourceName(name, each), cancellationToken))];
        Task<List<ScannedAddress>> devices = only is null
            ? DevicesAsync(name, portMapperPort, cancellationToken)
            : Task.FromResult<List<ScannedAddress>>([]);
        ScannedAddress?[] answered = await Task.WhenAll(sockets).ConfigureAwait(false);
        return [.. answered.OfType<ScannedAddress>(), .. await devices.ConfigureAwait(false)];
    }

    private static (string Host, int? Port) Split(string host)
    {
        int colon = host.LastIndexOf(':');
        string name = colon < 0 ? host : host[..colon];
        int port = 0;
        return name.Length == 0 || name.Contains(':', StringComparison.Ordinal)
            || (colon >= 0
                && (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                    || port is < 1 or > 65535))
            ? throw new FormatException($"'{host}' is not a host; write 192.168.1.20, or 192.168.1.20:5025 for one port.")
            : (name, colon < 0 ? null : port);
    }

    private static async Task<ScannedAddress?> SocketAsync(ResourceName resource, CancellationToken cancellationToken)
    {
        TcpWire wire;
        try
        {
            wire = await TcpWire.ConnectAsync(resource.ToString(), resource, Settings, cancellationToken).ConfigureAwait(false);
        }
        catch (WireException)
        {
            return null; // nothing listens there, as at most ports of most hosts
        }

        return await AskAsync(resource.ToString(), () => new ValueTask<IWire>(wire), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<ScannedAddress>> DevicesAsync(
        string host, int portMapperPort, CancellationToken cancellationToken)
    {
        var found = new List<ScannedAddress>();
        for (int device = 0; device < MaximumDevices; device++)
        {
            var name = new InstrumentName(host, string.Create(CultureInfo.InvariantCulture, $"inst{device}"), portMapperPort);
            try
            {
                Vxi11Wire wire = await Vxi11Wire.ConnectAsync(
                    name.ToString(), name, Settings, cancellationToken).ConfigureAwait(false);
                found.Add(await AskAsync(
                    name.ToString(), () => new ValueTask<IWire>(wire), cancellationToken).ConfigureAwait(false));
            }
            catch (WireException)
            {
                break; // no VXI-11, or no further device
            }
        }

        return found;
    }

    private static ScannedAddress NotAsked(string address) =>
        new(address, Identity: null, "not asked; --ask sends *IDN? to serial ports");

    private static async Task<ScannedAddress> AskAsync(
        string address, Func<ValueTask<IWire>> open, CancellationToken cancellationToken)
    {
        try
        {
            IWire wire = await open().ConfigureAwait(false);
            await using (wire.ConfigureAwait(false))
            {
                await wire.WriteAsync("*IDN?"u8.ToArray(), cancellationToken).ConfigureAwait(false);
                for (int line = 0; line < MaximumLines; line++)
                {
                    string text = Encoding.Latin1.GetString(
                        (await wire.ReadAsync(cancellationToken).ConfigureAwait(false)).Span).Trim();
                    if (text.AsSpan().Count(',') >= 2)
                    {
                        return new ScannedAddress(address, Printable(text), string.Empty);
                    }
                }

                return new ScannedAddress(address, Identity: null, "the answer to *IDN? is not an instrument's");
            }
        }
        catch (WireException error)
        {
            return new ScannedAddress(address, Identity: null, error.Fault == InstrumentFault.Timeout ? NoAnswer : error.Message);
        }
    }

    // A stranger's bytes must not move the cursor of the terminal.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}

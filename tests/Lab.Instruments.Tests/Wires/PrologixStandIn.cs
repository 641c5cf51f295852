using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Instruments.Tests.Wires;

/// <summary>
/// An adapter with the commands of Prologix, as its manual has them (GPIB-ETHERNET 1.6.6.0): one client, the newest displaces the
/// one before; its settings are its own, not its client's. What an earlier program left is all that could be wrong.
/// </summary>
internal sealed class PrologixStandIn : IAsyncDisposable
{
    public const string Prologix = "Prologix GPIB-ETHERNET Controller version 01.06.06.00";
    public const string Ar488 = "AR488 GPIB controller, ver. 0.53.03, 08/04/2025";

    private const byte Escape = 0x1B;

    private readonly Dictionary<string, string> settings = new()
    {
        ["addr"] = "5",
        ["auto"] = "1",
        ["eoi"] = "0",
        ["eos"] = "0",
        ["eot_enable"] = "0",
        ["eot_char"] = "0",
        ["mode"] = "0",
        ["read_tmo_ms"] = "200",
        ["savecfg"] = "1",
    };

    private readonly List<Task> serving = [];
    private TcpListener? listener;
    private CancellationTokenSource stopping = new();
    private Socket? client;

    /// <summary>The instruments, by what <c>++addr</c> says.</summary>
    public Dictionary<string, GpibTalker> Instruments { get; } = [];

    public string Version { get; init; } = Prologix;

    /// <summary>How many lines are lost at the beginning of a connection, as while an Arduino starts.</summary>
    public int DeafFor { get; set; }

    public int Port { get; private set; }

    public int ConnectionCount { get; private set; }

    /// <summary>How often settings were written to the EEPROM.</summary>
    public int WriteCount { get; private set; }

    /// <summary>The adapter's own commands, as they came.</summary>
    public List<string> Commands { get; } = [];

    public string Setting(string name) => settings[name];

    public void Start()
    {
        stopping = new CancellationTokenSource();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving.Add(AcceptAsync(listener, stopping.Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is null)
        {
            return;
        }

        await stopping.CancelAsync();
        listener.Stop();
        client?.Dispose();
        await Task.WhenAll(serving);
        serving.Clear();
        stopping.Dispose();
        listener = null;
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Socket accepted = await from.AcceptSocketAsync(stop);
                accepted.NoDelay = true;
                client?.Dispose();
                client = accepted;
                ConnectionCount++;
                serving.Add(ServeAsync(accepted, stop));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or the adapter was switched off.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        var incoming = new byte[4096];
        var line = new List<byte>();
        bool isCommand = true;
        bool isEscaped = false;
        int deafFor = DeafFor;
        try
        {
            while (await socket.ReceiveAsync(incoming.AsMemory(), stop) is > 0 and int count)
            {
                foreach (byte b in incoming.AsMemory(0, count).ToArray())
                {
                    if (!isEscaped && b == Escape)
                    {
                        isEscaped = true;
                    }
                    else if (isEscaped || b is not ((byte)'\r' or (byte)'\n'))
                    {
                        isCommand &= line.Count >= 2 || (b == (byte)'+' && !isEscaped);
                        line.Add(b);
                        isEscaped = false;
                    }
                    else
                    {
                        if (line.Count > 0 && deafFor-- <= 0)
                        {
                            await TakeAsync(socket, [.. line], isCommand && line.Count > 2, stop);
                        }

                        line.Clear();
                        isCommand = true;
                    }
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The client hung up or was displaced.
        }
    }

    private async Task TakeAsync(Socket socket, byte[] line, bool isCommand, CancellationToken stop)
    {
        if (isCommand)
        {
            string command = Encoding.ASCII.GetString(line)[2..];
            Commands.Add(command);
            await CommandAsync(socket, command.Split(' ', 2), stop);
            return;
        }

        if (settings["mode"] == "1")
        {
            byte[] message = [.. line, .. settings["eos"] switch { "0" => "\r\n"u8, "1" => "\r"u8, "2" => "\n"u8, _ => default }];
            Instruments.GetValueOrDefault(settings["addr"])?.Listen(WithoutTerminator(message));
            if (settings["auto"] == "1")
            {
                await ReadAsync(socket, stop);
            }
        }
    }

    private async Task CommandAsync(Socket socket, string[] words, CancellationToken stop)
    {
        switch (words[0])
        {
            case "ver":
                await SendAsync(socket, $"{Version}\r\n", stop);
                break;
            case "read":
                await ReadAsync(socket, stop);
                break;
            case "clr":
                Instruments.GetValueOrDefault(settings["addr"])?.Clear();
                break;
            case "ifc" or "loc":
                break;
            case "savecfg" when Version == Ar488:
                WriteCount++;
                break;
            case "read_tmo_ms" when words.Length > 1 && int.Parse(words[1], CultureInfo.InvariantCulture) is < 1 or > 3000:
                await SendAsync(socket, "Unrecognized command\r\n", stop);
                break;
            default:
                if (!settings.ContainsKey(words[0]))
                {
                    await SendAsync(socket, "Unrecognized command\r\n", stop);
                }
                else if (words.Length > 1)
                {
                    settings[words[0]] = words[1];
                    WriteCount += Version == Prologix && settings["savecfg"] == "1" ? 1 : 0;
                }
                else
                {
                    await SendAsync(socket, $"{settings[words[0]]}\r\n", stop);
                }

                break;
        }
    }

    private async Task ReadAsync(Socket socket, CancellationToken stop)
    {
        TimeSpan patience = TimeSpan.FromMilliseconds(int.Parse(settings["read_tmo_ms"], CultureInfo.InvariantCulture));
        if (Instruments.GetValueOrDefault(settings["addr"]) is not { } instrument)
        {
            return;
        }

        (byte[] bytes, bool isEnd) = await instrument.TalkAsync(patience, stop);
        byte[] mark = isEnd && settings["eot_enable"] == "1"
            ? [byte.Parse(settings["eot_char"], CultureInfo.InvariantCulture)]
            : [];
        ReadOnlyMemory<byte> rest = (byte[])[.. bytes, .. mark];
        while (!rest.IsEmpty)
        {
            rest = rest[await socket.SendAsync(rest, stop)..];
        }
    }

    private static byte[] WithoutTerminator(byte[] message) => message.AsSpan().EndsWith("\n"u8) ? message[..^1] : message;

    private static async Task SendAsync(Socket socket, string text, CancellationToken stop) =>
        await socket.SendAsync(Encoding.Latin1.GetBytes(text).AsMemory(), stop);
}

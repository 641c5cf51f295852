using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Lab.Endurance.Kills;

/// <summary>The twins of the spin-diode bench in another process, asked over their own sockets, and all they were told.</summary>
internal sealed class ServedBench : IAsyncDisposable
{
    private readonly LabRun server;
    private readonly string logFile;
    private readonly Dictionary<string, (TcpClient Client, StreamReader Reader)> connections = [];

    private ServedBench(LabRun server, string benchFile, string logFile)
    {
        this.server = server;
        this.logFile = logFile;
        BenchFile = benchFile;
    }

    /// <summary>The bench file that points at the twins.</summary>
    public string BenchFile { get; }

    public static async Task<ServedBench> StartAsync(string folder, string name, string clock, bool isRough)
    {
        string bench = Path.Combine(folder, $"{name}.yaml");
        string log = Path.Combine(folder, $"{name}.log");
        var server = LabRun.Start(
            "serve", "--clock", clock, "--write-bench", bench, "--log", log, "--seed", "1", "--twins",
            isRough ? "rough" : "polite");
        _ = await server.WaitForAsync(line => line == "ready").ConfigureAwait(false)
            ?? throw new InvalidOperationException($"The twins are not served: {string.Join(' ', server.Lines)}");
        return new ServedBench(server, bench, log);
    }

    /// <summary>The port of an instrument.</summary>
    public int PortOf(string instrument) => int.Parse(
        server.Lines.First(line => line.StartsWith($"{instrument}: TCPIP", StringComparison.Ordinal)).Split("::")[2],
        CultureInfo.InvariantCulture);

    /// <summary>A copy of the bench file with some of its text replaced.</summary>
    public string WriteVariant(string name, params (string Old, string New)[] changes)
    {
        string yaml = File.ReadAllText(BenchFile);
        foreach ((string old, string @new) in changes)
        {
            yaml = yaml.Contains(old, StringComparison.Ordinal)
                ? yaml.Replace(old, @new, StringComparison.Ordinal)
                : throw new InvalidOperationException($"'{old}' is not in the bench file.");
        }

        string file = $"{BenchFile}.{name}.yaml";
        File.WriteAllText(file, yaml);
        return file;
    }

    /// <summary>The instruments that still drive the sample, in words; the magnet may be on its way down.</summary>
    public async Task<IReadOnlyList<string>> FindDriversAsync(params IReadOnlyList<string> besides)
    {
        List<string> found = [];
        if (await AskAsync("rf", ":OUTP?").ConfigureAwait(false) != "0")
        {
            found.Add("rf on");
        }

        foreach ((string source, string level) in ((string, string)[])[("smu", ":SOUR:CURR?"), ("line", ":SOUR:LEV?")])
        {
            if (!besides.Contains(source) && await AskAsync(source, ":OUTP?").ConfigureAwait(false) != "0"
                && await NumberAsync(source, level).ConfigureAwait(false) != 0)
            {
                found.Add($"{source} drives a current");
            }
        }

        return found;
    }

    /// <summary>Whether the magnet's supply is at zero and off.</summary>
    public async Task<bool> IsMagnetDownAsync() =>
        await AskAsync("supply", "OUTP?").ConfigureAwait(false) == "0"
            && Math.Abs(await NumberAsync("supply", "MEAS:CURR?").ConfigureAwait(false)) <= 0.05;

    /// <summary>How many messages the twins have received from runs so far; the harness' own queries are among them.</summary>
    public int CountMessages() => ReadLog().Count;

    /// <summary>The messages from one on.</summary>
    public IReadOnlyList<Message> MessagesFrom(int first) => [.. ReadLog().Skip(first)];

    public async ValueTask DisposeAsync()
    {
        foreach ((TcpClient client, StreamReader reader) in connections.Values)
        {
            reader.Dispose();
            client.Dispose();
        }

        await server.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<double> NumberAsync(string instrument, string query) =>
        double.Parse(await AskAsync(instrument, query).ConfigureAwait(false), CultureInfo.InvariantCulture);

    private async Task<string> AskAsync(string instrument, string query)
    {
        if (!connections.TryGetValue(instrument, out (TcpClient Client, StreamReader Reader) connection))
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync("127.0.0.1", PortOf(instrument)).ConfigureAwait(false);
            connection = (client, new StreamReader(client.GetStream()));
            connections[instrument] = connection;
        }

        await connection.Client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{query}\n")).ConfigureAwait(false);
        string? answer = await connection.Reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(180)).ConfigureAwait(false);
        return answer!.Trim();
    }

    private List<Message> ReadLog()
    {
        using var reader = new StreamReader(new FileStream(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        List<Message> messages = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [string time, string instrument, string text])
            {
                messages.Add(new Message(double.Parse(time, CultureInfo.InvariantCulture), instrument, text));
            }
        }

        return messages;
    }

    /// <summary>A message that a twin received.</summary>
    /// <param name="BenchSeconds">Bench time, s.</param>
    /// <param name="Instrument">The instrument.</param>
    /// <param name="Text">The message.</param>
    internal sealed record Message(double BenchSeconds, string Instrument, string Text);
}

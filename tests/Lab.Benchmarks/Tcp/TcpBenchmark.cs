using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Lab.Benchmarks.Measuring;

namespace Lab.Benchmarks.Tcp;

/// <summary>The cost of an exchange between a driver and a served twin over the loop-back network, both ends included.</summary>
internal static class TcpBenchmark
{
    private const int Rounds = 25;
    private const int Exchanges = 2000;

    // Each takes some 44 ms: the write waits for the acknowledgement that the other end delays.
    private const int WritesThenQueries = 5;

    public static async Task RunAsync()
    {
        using var scratch = new ScratchFolder();
        await using ServedTwins twins = await ServedTwins.StartProcessAsync(scratch);
        await using var ownTwins = ServedTwins.Start(twins.Definition);
        await using LabClient client = await LabClient.OpenAsync(twins.Definition);
        await using LabClient ownClient = await LabClient.OpenAsync(ownTwins.Definition);
        await using var pyvisa = PeerProcess.Start("pyvisa_exchanges.py", LabClient.AddressOf(twins.Definition));
        using var echo = new EchoServer();
        using var plain = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await plain.ConnectAsync(echo.EndPoint);

        var interleaving = new Interleaving(Rounds);
        Samples query = interleaving.Add("Lab: query", Exchanges, client.QueryAsync);
        Samples pyvisaQuery = interleaving.Add("pyvisa-py: query", Exchanges, count => pyvisa.MeasureAsync($"query {count}"));
        Samples set = interleaving.Add("Lab: set, settle and confirm", Exchanges, client.SetAsync);
        Samples message = interleaving.Add("Lab: set and query in one message", Exchanges, client.SetAndQueryAsync);
        Samples pyvisaMessage = interleaving.Add(
            "pyvisa-py: set and query in one message", Exchanges, count => pyvisa.MeasureAsync($"message {count}"));
        Samples both = interleaving.Add("Lab: set and confirm, then query", Exchanges, client.SetThenQueryAsync);
        Samples pyvisaBoth = interleaving.Add(
            "pyvisa-py: write, then query", WritesThenQueries, count => pyvisa.MeasureAsync($"both {count}"));
        Samples ownQuery = interleaving.Add("Lab, one process: query", Exchanges, ownClient.QueryAsync);
        Samples ownSet = interleaving.Add("Lab, one process: set, settle and confirm", Exchanges, ownClient.SetAsync);
        Samples ownMessage = interleaving.Add(
            "Lab, one process: set and query in one message", Exchanges, ownClient.SetAndQueryAsync);
        Samples floor = interleaving.Add("bare .NET sockets: echo", Exchanges, count => Task.FromResult(Echo(plain, count)));
        await interleaving.RunAsync();

        Console.WriteLine();
        Console.WriteLine("| exchange over loop-back TCP | µs, median | quartiles | peer / Lab |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Write(query);
        Write(pyvisaQuery, query);
        Write(message);
        Write(pyvisaMessage, message);
        Write(set);
        Write(both);
        Write(pyvisaBoth, both);
        Write(ownQuery);
        Write(ownMessage);
        Write(ownSet);
        Write(floor, query);
    }

    private static void Write(Samples samples, Samples? lab = null) => Console.WriteLine(
        $"| {samples.Name} | {samples.Median:F1} | {samples.Quartiles} | "
            + $"{(lab is null ? string.Empty : $"{samples.Median / lab.Median:F2}")} |");

    private static TimeSpan Echo(Socket socket, int count)
    {
        byte[] message = Encoding.ASCII.GetBytes(":SOUR:FREQ?\n");
        byte[] answer = new byte[4096];
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            socket.Send(message);
            socket.Receive(answer);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Lab.Endurance.Load;

/// <summary>Many clients at a served bench: every answer must be right, and the server's memory must not grow.</summary>
internal static class LoadTrial
{
    private const int Clients = 64;
    private const int DefaultExchanges = 1_000_000;
    private const double AllowedGrowthMebibytes = 16;

    public static Trial Trial { get; } = new(
        "load", "[EXCHANGES]", $"{Clients} clients and {DefaultExchanges} exchanges with 'lab serve' over loop-back", RunAsync);

    private static async Task<int> RunAsync(string[] arguments)
    {
        int total = arguments.Length > 0
            ? int.Parse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture)
            : DefaultExchanges;
        int each = (total + Clients - 1) / Clients;
        await using ServedProcess server = await ServedProcess.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => LoadClient.RunAsync(
            server.Ports[client % server.Ports.Count], 200, client)));

        var memory = new List<double> { server.ResidentMebibytes };
        using var done = new CancellationTokenSource();
        Task watching = WatchAsync(server, memory, done.Token);
        long started = Stopwatch.GetTimestamp();
        float[][] times = await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(client => Task.Run(() => LoadClient.RunAsync(
                server.Ports[client % server.Ports.Count], each, client))));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await done.CancelAsync();
        await watching;
        memory.Add(server.ResidentMebibytes);

        float[] all = [.. times.SelectMany(time => time)];
        Array.Sort(all);
        double middle = memory[memory.Count / 2];
        bool isFlat = memory[^1] <= middle + AllowedGrowthMebibytes;
        Console.WriteLine(
            $"{all.Length} exchanges of {Clients} clients in {seconds:F1} s: {all.Length / seconds:F0} a second, every "
                + "answer right");
        Console.WriteLine(
            $"one exchange: median {all[all.Length / 2]:F0} us, 99 % within {all[(int)(all.Length * 0.99)]:F0} us, longest "
                + $"{all[^1] / 1000:F1} ms");
        Console.WriteLine(
            $"memory of the server: {memory[0]:F0} MiB after warming up, {middle:F0} MiB in the middle, {memory[^1]:F0} MiB at "
                + $"the end, at most {memory.Max():F0} MiB: {(isFlat ? "flat" : "NOT FLAT")}");
        return isFlat ? 0 : 1;
    }

    private static async Task WatchAsync(ServedProcess server, List<double> memory, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, stop);
                memory.Add(server.ResidentMebibytes);
            }
        }
        catch (OperationCanceledException)
        {
            // The clients are done.
        }
    }
}

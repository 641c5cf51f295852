using System.Diagnostics;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benchmarks.Measuring;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Mocks.Serving;

namespace Lab.Benchmarks.Tcp;

/// <summary>The twins of the shipped spin-diode bench behind TCP ports, on virtual time: served by <c>lab serve</c> in a process
/// of its own, or by this one.</summary>
internal sealed class ServedTwins : IAsyncDisposable
{
    private static readonly IReadOnlyList<InstrumentSchema> Schema =
    [
        .. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name))),
    ];

    private readonly IAsyncDisposable server;

    private ServedTwins(BenchDefinition definition, IAsyncDisposable server)
    {
        Definition = definition;
        this.server = server;
    }

    /// <summary>The bench with the addresses of the served twins.</summary>
    public BenchDefinition Definition { get; }

    public static async Task<ServedTwins> StartProcessAsync(ScratchFolder scratch)
    {
        string file = scratch.NewFile(".yaml");
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "lab.dll"), "serve", "--clock", "virtual", "--write-bench", file])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
            // The ports are in the bench file as well.
        }

        return new ServedTwins(new BenchFileReader(Schema).ReadFile(file), new ServerProcess(process));
    }

    /// <summary>Serves the bench from this process.</summary>
    public static ServedTwins Start(BenchDefinition definition)
    {
        var server = new TwinServer(definition, seed: 1, new TwinServerOptions { HasClockPort = true });
        var addresses = server.EndPoints.ToDictionary(
            served => served.Instrument, served => $"TCPIP::{served.EndPoint.Address}::{served.EndPoint.Port}::SOCKET");
        return new ServedTwins(
            definition with
            {
                ClockPort = server.ClockEndPoint!.ToString(),
                Instruments =
                [
                    .. definition.Instruments.Select(instrument => instrument with
                    {
                        Address = addresses.GetValueOrDefault(instrument.Name, instrument.Address),
                    }),
                ],
            },
            server);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private sealed class ServerProcess(Process process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}

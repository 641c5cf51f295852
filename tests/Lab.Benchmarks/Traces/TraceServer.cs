using System.Diagnostics;
using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Oscilloscopes;
using Lab.Instruments.Drivers.WaveformGenerators;
using Lab.Mocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Serving;

namespace Lab.Benchmarks.Traces;

/// <summary>The twins of a waveform generator and an oscilloscope on a line, behind ports, in a process of their own.</summary>
internal sealed class TraceServer : IAsyncDisposable
{
    /// <summary>The argument with which this program serves.</summary>
    public const string Argument = "trace-server";

    /// <summary>Samples of memory of both, more than the oscilloscope's own.</summary>
    public const long Memory = 20_000_000;

    private readonly Process process;

    private TraceServer(Process process, int generator, int scope)
    {
        this.process = process;
        GeneratorPort = generator;
        ScopePort = scope;
    }

    public int GeneratorPort { get; }

    public int ScopePort { get; }

    /// <summary>Their process.</summary>
    public int ProcessId => process.Id;

    public static async Task<TraceServer> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Lab.Benchmarks.dll"), Argument])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string[] ports = (await process.StandardOutput.ReadLineAsync())!.Split(' ');
        return new TraceServer(
            process, int.Parse(ports[0], CultureInfo.InvariantCulture), int.Parse(ports[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Serves until the standard input ends.</summary>
    public static async Task ServeAsync()
    {
        using var twins = new VirtualBench(
            new BenchDefinition
            {
                Name = "traces",
                SafeState = [],
                Instruments = [Instrument("awg", Keysight33622A.Description), Instrument("scope", KeysightDsoX3054T.Description)],
                Sample = new SampleDefinition
                {
                    Parts = [new PartDefinition(
                        CoaxialLine.Description.Schema, "line", SettingValues.Of(CoaxialLine.Description.Schema.Keys, []))],
                },
                Wiring =
                [
                    new WiringDefinition(new("awg", "1"), CoaxialLine.InPort, "line", default),
                    new WiringDefinition(new("scope", "1"), CoaxialLine.OutPort, "line", default),
                ],
            },
            seed: 1,
            TimeProvider.System);
        await using LineServer generator = Serve(twins.Find("awg")!);
        await using LineServer scope = Serve(twins.Find("scope")!);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{generator.EndPoint.Port} {scope.EndPoint.Port}"));
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static InstrumentDefinition Instrument(string name, DriverDescription driver) => new(
        name,
        driver.Name,
        InstrumentDefinition.TwinAddress,
        SettingValues.Of(driver.Settings, [("memory", (double)Memory)]),
        [],
        SettingValues.Of(TwinCatalog.Shipped.SettingsOf(driver.Name)));

    private static LineServer Serve(ITwin twin) => new(
        twin.Name, 0, new TwinServerOptions(), new MemoryBudget(1 << 28), twin.ExecuteAsync,
        inputBufferLength: twin.InputBufferLength);
}

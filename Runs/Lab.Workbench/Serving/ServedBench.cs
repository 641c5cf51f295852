using System.Net;
using System.Net.Sockets;
using Lab.Benches;
using Lab.Mocks.Serving;
using Lab.Modules.Loading;

namespace Lab.Workbench.Serving;

/// <summary>The twins of a bench on TCP, each on a port of its own, for any client.</summary>
public sealed class ServedBench : IAsyncDisposable
{
    private readonly TwinServer server;
    private readonly LoadedModules modules;
    private readonly Dictionary<string, string> descriptions;

    private ServedBench(TwinServer server, LoadedModules modules, BenchDefinition bench)
    {
        descriptions = bench.Instruments.Where(instrument => instrument.DescriptionFile is not null)
            .ToDictionary(instrument => instrument.Name, instrument => Path.GetFullPath(instrument.DescriptionFile!));
        this.server = server;
        this.modules = modules;
    }

    /// <summary>The twins in the order of the bench file, with their ports.</summary>
    public IReadOnlyList<(string Instrument, IPEndPoint EndPoint)> EndPoints => server.EndPoints;

    /// <summary>The port mapper of VXI-11; <see langword="null"/> where VXI-11 is not served.</summary>
    public IPEndPoint? PortMapperEndPoint => server.PortMapperEndPoint;

    /// <summary>The port over which a run moves time on; <see langword="null"/> on the wall's clock.</summary>
    public IPEndPoint? ClockEndPoint => server.ClockEndPoint;

    /// <summary>Opens the ports and serves the twins until it is disposed of.</summary>
    /// <param name="modules">The modules of the bench.</param>
    /// <param name="bench">The bench.</param>
    /// <param name="options">How they are served.</param>
    /// <exception cref="SocketException">A port cannot be opened; <see cref="PortOf"/> tells which.</exception>
    public static ServedBench Open(LoadedModules modules, BenchDefinition bench, ServedBenchOptions options)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(options);
        var server = new TwinServer(bench, options.Seed, new TwinServerOptions
        {
            Twins = modules.Registry.Twins,
            FirstPort = options.FirstPort,
            AreTwinsRough = options.AreTwinsRough,
            HasClockPort = options.HasClockPort,
            Heard = options.Heard,
            Address = options.Address,
            PortMapperPort = options.PortMapperPort,
            Notice = options.Notice,
        });
        return new ServedBench(server, modules, bench);
    }

    /// <summary>The port that could not be opened; <see langword="null"/> where the system was to choose one.</summary>
    /// <param name="error">The error of <see cref="Open"/>.</param>
    public static int? PortOf(SocketException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Data[TwinServer.PortKey] is int port and > 0 ? port : null;
    }

    /// <summary>Whether a bench file was written by an earlier server, which may be replaced.</summary>
    /// <param name="file">The file.</param>
    public static bool IsWrittenByServer(string file) => ServedBenchText.IsServed(file);

    /// <summary>The bench file with the addresses of the served twins in the place of its own.</summary>
    /// <param name="yaml">The text of the bench file.</param>
    public string PointedHere(string yaml) =>
        ServedBenchText.Write(yaml, server, [.. modules.Files.Select(module => module.Path)], descriptions);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();
}

using System.Globalization;
using System.Net;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Manners;
using Lab.Mocks.Rough;
using Lab.Quantities;

namespace Lab.Mocks.Serving;

/// <summary>
/// Serves the twins of a bench, each on a TCP port of its own and all on one physical state. Any program that speaks to the
/// instruments over a socket can use them.
/// </summary>
/// <remarks>
/// Without a clock port the twins live by the wall's clock. With one, time stands still until a run moves it on over that port,
/// whose messages are <c>NOW?</c>, <c>ADVANCE nanoseconds</c> and <c>RESTART seed</c>, which answer the time in nanoseconds, and
/// <c>DAMAGE?</c>, which answers how the sample died or an empty line.
/// </remarks>
public sealed class TwinServer : IAsyncDisposable
{
    /// <summary>A hundred years: beyond it the clock's number of nanoseconds would soon not hold the time.</summary>
    private const long LatestNanoseconds = 3_155_760_000_000_000_000;

    /// <summary>Where the exception of a port that is taken keeps its number.</summary>
    public const string PortKey = "port";

    private readonly BenchDefinition bench;
    private readonly VirtualClock? virtualClock;
    private readonly List<LineServer> ports = [];
    private readonly LineServer? clockPort;
    private readonly Vxi11Server? vxi11;
    private readonly Action<string, Duration, ReadOnlyMemory<byte>>? heard;
    private readonly bool areTwinsRough;
    private readonly TwinCatalog twins;
    private volatile VirtualBench current;

    /// <summary>Opens the ports.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="seed">Seed of all noise, drift and spread.</param>
    /// <param name="options">Address, ports and limits.</param>
    /// <exception cref="System.Net.Sockets.SocketException">A port is taken; its data hold the number at
    /// <see cref="PortKey"/>.</exception>
    public TwinServer(BenchDefinition bench, ulong seed, TwinServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(options);
        this.bench = bench;
        heard = options.Heard;
        virtualClock = options.HasClockPort ? new VirtualClock() : null;
        areTwinsRough = options.AreTwinsRough;
        twins = options.Twins;
        current = NewBench(seed);
        var budget = new MemoryBudget(options.MaximumBufferedLength
            + current.Twins.Sum(twin => Math.Max(0L, twin.InputBufferLength - options.MaximumMessageLength)));
        int port = options.FirstPort;
        try
        {
            foreach (ITwin twin in current.Twins)
            {
                string name = twin.Name;
                InstrumentManners manners = bench.Instruments.First(instrument => instrument.Name == name).Manners;
                ports.Add(new LineServer(
                    name,
                    port,
                    options,
                    budget,
                    (message, answer, cancellationToken) => Execute(name, message, answer, cancellationToken),
                    current.MannersOf(name),
                    twin.InputBufferLength,
                    manners.SocketTerminator,
                    manners.SocketAnswerEnd));
                port += port > 0 ? 1 : 0;
            }

            clockPort = virtualClock is null ? null : new LineServer(
                "clock", port, options, budget, (message, answer, _) => AnswerClockAsync(virtualClock, message, answer));
            port = options.PortMapperPort ?? port;
            vxi11 = options.PortMapperPort is null ? null : new Vxi11Server(
                [
                    .. current.Twins.Select(twin => new Vxi11Device(
                        twin.Name,
                        (message, answer, cancellationToken) => Execute(twin.Name, message, answer, cancellationToken),
                        twin.InputBufferLength)),
                ],
                options,
                budget);
        }
        catch (Exception error)
        {
            error.Data[PortKey] = port;
            _ = DisposeAsync().AsTask();
            throw;
        }
    }

    /// <summary>Where each twin answers, by instrument, in the order of the bench file.</summary>
    public IReadOnlyList<(string Instrument, IPEndPoint EndPoint)> EndPoints =>
        [.. ports.Select(port => (port.Name, port.EndPoint))];

    /// <summary>Where the port mapper answers; <see langword="null"/> without VXI-11.</summary>
    public IPEndPoint? PortMapperEndPoint => vxi11?.PortMapperEndPoint;

    /// <summary>Where the clock is moved on; <see langword="null"/> without a clock port.</summary>
    public IPEndPoint? ClockEndPoint => clockPort?.EndPoint;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (LineServer port in ports)
        {
            await port.DisposeAsync().ConfigureAwait(false);
        }

        if (clockPort is not null)
        {
            await clockPort.DisposeAsync().ConfigureAwait(false);
        }

        if (vxi11 is not null)
        {
            await vxi11.DisposeAsync().ConfigureAwait(false);
        }

        current.Dispose();
    }

    private VirtualBench NewBench(ulong seed) =>
        new(RoughBenchEffects.On(bench, twins ?? TwinCatalog.Shipped, areTwinsRough), seed, virtualClock
            ?? TimeProvider.System, isRough: areTwinsRough, catalog: twins);

    private ValueTask Execute(string name, ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        heard?.Invoke(name, (virtualClock ?? TimeProvider.System).Now(), message);
        return current.Find(name)!.ExecuteAsync(message, answer, cancellationToken);
    }

    private ValueTask AnswerClockAsync(VirtualClock clock, ReadOnlyMemory<byte> message, TwinAnswer answered)
    {
        string[] words = Encoding.ASCII.GetString(message.Span).Split(
            ' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string answer = words switch
        {
            ["NOW?"] => $"{clock.GetTimestamp()}",
            ["ADVANCE", string step]
                when long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out long nanoseconds)
                    && nanoseconds <= LatestNanoseconds - clock.GetTimestamp() => $"{clock.AdvanceNanoseconds(nanoseconds)}",
            ["ADVANCE", _] => string.Create(
                CultureInfo.InvariantCulture,
                $"ERROR: ADVANCE takes whole nanoseconds, up to {LatestNanoseconds} from the start"),
            ["RESTART", string text] when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) =>
                Restart(clock, seed),
            ["DAMAGE?"] => current.Stage.Damage?.ToString() ?? string.Empty,
            _ => "ERROR: the clock port knows NOW?, ADVANCE nanoseconds, RESTART seed and DAMAGE?",
        };

        // An empty answer would mean none at all; a space keeps the line.
        answered.Append(Encoding.UTF8.GetBytes(answer.Length == 0 ? " " : answer));
        return ValueTask.CompletedTask;
    }

    private string Restart(VirtualClock clock, ulong seed)
    {
        clock.Restart();
        VirtualBench old = current;
        current = NewBench(seed);
        old.Dispose();
        return "0";
    }
}

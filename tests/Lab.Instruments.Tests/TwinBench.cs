using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Mocks.Rough;

namespace Lab.Instruments.Tests;

/// <summary>A bench of twins in memory for one test, opened through the shipped drivers.</summary>
public sealed class TwinBench : IAsyncDisposable
{
    private readonly Dictionary<string, IInstrument> instruments = [];

    private TwinBench(BenchDefinition definition, ulong seed, bool rough)
    {
        Definition = definition;
        Virtual = new VirtualBench(definition, seed, Clock, isRough: rough);
    }

    public BenchDefinition Definition { get; }

    public VirtualClock Clock { get; } = new();

    public RecordingGate Gate { get; } = new();

    public VirtualBench Virtual { get; }

    /// <summary>Told how far an instrument is.</summary>
    public Action<BenchProgress>? Progressed { get; set; }

    /// <summary>Opens instruments of the given drivers, named and set as listed;
    /// composites come after what they are made of.</summary>
    public static async Task<TwinBench> OpenAsync(
        IReadOnlyList<(string Name, string Driver, (string Key, object Value)[] Settings)> instruments,
        SampleDefinition? sample = null,
        IReadOnlyList<WiringDefinition>? wiring = null,
        ulong seed = 1,
        IReadOnlyDictionary<string, (string Key, object Value)[]>? twin = null,
        bool rough = false)
    {
        var bench = new TwinBench(
            new BenchDefinition
            {
                Name = "test",
                SafeState = [],
                Sample = sample ?? new SampleDefinition(),
                Wiring = wiring ?? [],
                Instruments =
                [
                    .. instruments.Select(i => new InstrumentDefinition(
                        i.Name,
                        i.Driver,
                        Driver(i.Driver).IsComposite ? string.Empty : InstrumentDefinition.TwinAddress,
                        SettingValues.Of(Driver(i.Driver).Settings, i.Settings),
                        [],
                        SettingValues.Of(
                            TwinCatalog.Shipped.SettingsOf(i.Driver),
                            twin is not null && twin.TryGetValue(i.Name, out (string, object)[]? given) ? given : []))),
                ],
            },
            seed,
            rough);
        foreach (InstrumentDefinition instrument in bench.Definition.Instruments)
        {
            IWire? wire = await bench.Virtual.TryOpenAsync(instrument, default);
            IInstrument driver = Driver(instrument.Driver).Make(new DriverContext(
                instrument.Name,
                instrument.Settings,
                bench.Gate,
                bench.Clock,
                wire,
                name => bench.instruments.GetValueOrDefault(name))
            {
                Progressed = progress => bench.Progressed?.Invoke(progress),
            });
            if (driver is IConnected connected)
            {
                await connected.OpenAsync(default);
            }

            bench.instruments[instrument.Name] = driver;
        }

        return bench;
    }

    /// <summary>A bench with one instrument.</summary>
    public static Task<TwinBench> OpenAsync(string driver, params (string Key, object Value)[] settings) =>
        OpenAsync(driver, rough: false, settings);

    /// <summary>A bench with one instrument, polite or rough.</summary>
    public static Task<TwinBench> OpenAsync(string driver, bool rough, params (string Key, object Value)[] settings) =>
        OpenAsync([("device", driver, settings)], rough: rough);

    public T Get<T>(string name = "device")
        where T : class, IInstrument => (T)instruments[name];

    /// <summary>Opens another wire to a twin, as a second program would.</summary>
    public async Task<IWire> WireAsync(string name = "device") =>
        (await Virtual.TryOpenAsync(Definition.Instruments.Single(instrument => instrument.Name == name), default))!;

    /// <summary>Sends text to a twin and returns its answer, or <see langword="null"/> where it gives none. A rough twin is asked
    /// at its front panel, not over its wire.</summary>
    public async Task<string?> AskAsync(string message, string name = "device")
    {
        ITwin twin = Virtual.Twins.Single(t => t.Name == name);
        twin = twin is RoughTwin rough ? rough.Instrument : twin;
        ReadOnlyMemory<byte> answer = await twin.ExecuteAsync(System.Text.Encoding.UTF8.GetBytes(message), default);
        return answer.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(answer.Span);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IInstrument instrument in instruments.Values)
        {
            await instrument.DisposeAsync();
        }

        Virtual.Dispose();
    }

    private static DriverDescription Driver(string name) => DriverCatalog.Shipped.All.Single(driver => driver.Name == name);

    /// <summary>Lets everything pass and remembers it; refuses what the test forbids.</summary>
    public sealed class RecordingGate : ISafetyGate
    {
        public List<(string Instrument, SetPoint SetPoint, string Command)> Passed { get; } = [];

        public Func<SetPoint, bool> Allows { get; set; } = _ => true;

        public void Check(string instrument, ReadOnlySpan<SetPoint> setPoints, string command)
        {
            foreach (SetPoint setPoint in setPoints)
            {
                if (!Allows(setPoint))
                {
                    throw new InstrumentException(
                        InstrumentFault.Limit, "Forbidden by the test", $"{instrument}, {command}", "None.");
                }

                Passed.Add((instrument, setPoint, command));
            }
        }
    }
}

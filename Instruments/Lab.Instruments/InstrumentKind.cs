using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Instruments;

/// <summary>A kind of instrument: its interface, the channels on which limits can be set, and its readings.</summary>
/// <param name="Name">The kind in a sentence, with its article: <c>an RF generator</c>.</param>
/// <param name="Interface">The interface that drivers of the kind implement.</param>
/// <param name="Channels">The channels with their quantities; an output switch has none and is not listed.</param>
public sealed record InstrumentKind(string Name, Type Interface, IReadOnlyDictionary<string, QuantityDefinition> Channels)
{
    /// <summary>What an interlock can watch on an instrument of the kind.</summary>
    public IReadOnlyList<InstrumentReading> Readings { get; init; } = [];

    /// <summary>RF generators.</summary>
    public static InstrumentKind RfGenerator { get; } = new("an RF generator", typeof(IRfGenerator), new Dictionary<string, QuantityDefinition>
    {
        [Safety.Channels.Frequency] = Frequency.Definition,
        [Safety.Channels.Power] = Power.Definition,
    });

    /// <summary>Pulse generators.</summary>
    public static InstrumentKind PulseGenerator { get; } = new("a pulse generator", typeof(IPulseGenerator), new Dictionary<string, QuantityDefinition>
    {
        [Safety.Channels.Amplitude] = Voltage.Definition,
        [Safety.Channels.Width] = Duration.Definition,
        [Safety.Channels.Repetition] = Frequency.Definition,
    });

    /// <summary>Nanovoltmeters.</summary>
    public static InstrumentKind Nanovoltmeter { get; } =
        new("a nanovoltmeter", typeof(INanovoltmeter), new Dictionary<string, QuantityDefinition>())
        {
            Readings = [InstrumentReading.Of<INanovoltmeter, Voltage>("voltage", (meter, cancellationToken) => meter.ReadAsync(cancellationToken))],
        };

    /// <summary>Sources of direct current.</summary>
    public static InstrumentKind CurrentSource { get; } = new("a current source", typeof(ICurrentSource), SourceChannels());

    /// <summary>Source-measure units.</summary>
    public static InstrumentKind SourceMeter { get; } = new("a source-measure unit", typeof(ISourceMeter), SourceChannels())
    {
        Readings =
        [
            InstrumentReading.Of<ISourceMeter, Voltage>("voltage", async (meter, cancellationToken) =>
                (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Voltage),
            InstrumentReading.Of<ISourceMeter, Current>("current", async (meter, cancellationToken) =>
                (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Current),
            InstrumentReading.Of<ISourceMeter, Power>("power", async (meter, cancellationToken) =>
                (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Power),
            InstrumentReading.State<ISourceMeter>("compliance", (meter, cancellationToken) => meter.IsInComplianceAsync(cancellationToken)),
        ],
    };

    /// <summary>Power supplies of electromagnets.</summary>
    public static InstrumentKind MagnetSupply { get; } = new("a magnet supply", typeof(IMagnetSupply), new Dictionary<string, QuantityDefinition>
    {
        [Safety.Channels.Current] = Current.Definition,
    })
    {
        Readings = [InstrumentReading.Of<IMagnetSupply, Current>("current", (supply, cancellationToken) => supply.MeasureCurrentAsync(cancellationToken))],
    };

    /// <summary>Gaussmeters.</summary>
    public static InstrumentKind Gaussmeter { get; } =
        new("a gaussmeter", typeof(IGaussmeter), new Dictionary<string, QuantityDefinition>())
        {
            Readings =
            [
                InstrumentReading.Of<IGaussmeter, MagneticField>("field", (meter, cancellationToken) => meter.ReadFieldAsync(cancellationToken)),
                InstrumentReading.Of<IGaussmeter, Temperature>("temperature", (meter, cancellationToken) => meter.ReadProbeTemperatureAsync(cancellationToken)),
            ],
        };

    /// <summary>Electromagnets whose field can be set.</summary>
    public static InstrumentKind Electromagnet { get; } = new("an electromagnet", typeof(IElectromagnet), new Dictionary<string, QuantityDefinition>
    {
        [Safety.Channels.Field] = MagneticField.Definition,
    })
    {
        Readings = [InstrumentReading.Of<IElectromagnet, MagneticField>("field", (magnet, cancellationToken) => magnet.ReadFieldAsync(cancellationToken))],
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<InstrumentKind> All { get; } =
        [RfGenerator, PulseGenerator, Nanovoltmeter, CurrentSource, SourceMeter, MagnetSupply, Gaussmeter, Electromagnet];

    private static Dictionary<string, QuantityDefinition> SourceChannels() => new()
    {
        [Safety.Channels.Current] = Current.Definition,
        [Safety.Channels.Compliance] = Voltage.Definition,
    };
}

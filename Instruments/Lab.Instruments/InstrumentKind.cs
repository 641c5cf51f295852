using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.SourceMeters;
using Lab.Quantities;

namespace Lab.Instruments;

/// <summary>A kind of instrument: its interface and the channels on which limits can be set.</summary>
/// <param name="Name">The kind in a sentence, with its article: <c>an RF generator</c>.</param>
/// <param name="Interface">The interface that drivers of the kind implement.</param>
/// <param name="Channels">The channels with their quantities; an output switch has none and is not listed.</param>
public sealed record InstrumentKind(string Name, Type Interface, IReadOnlyDictionary<string, QuantityDefinition> Channels)
{
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
        new("a nanovoltmeter", typeof(INanovoltmeter), new Dictionary<string, QuantityDefinition>());

    /// <summary>Sources of direct current.</summary>
    public static InstrumentKind CurrentSource { get; } = new("a current source", typeof(ICurrentSource), SourceChannels());

    /// <summary>Source-measure units.</summary>
    public static InstrumentKind SourceMeter { get; } = new("a source-measure unit", typeof(ISourceMeter), SourceChannels());

    /// <summary>Power supplies of electromagnets.</summary>
    public static InstrumentKind MagnetSupply { get; } = new("a magnet supply", typeof(IMagnetSupply), new Dictionary<string, QuantityDefinition>
    {
        [Safety.Channels.Current] = Current.Definition,
    });

    /// <summary>Gaussmeters.</summary>
    public static InstrumentKind Gaussmeter { get; } =
        new("a gaussmeter", typeof(IGaussmeter), new Dictionary<string, QuantityDefinition>());

    /// <summary>Electromagnets whose field can be set.</summary>
    public static InstrumentKind Electromagnet { get; } = new("an electromagnet", typeof(IElectromagnet), new Dictionary<string, QuantityDefinition>
    {
        [Safety.Channels.Field] = MagneticField.Definition,
    });

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<InstrumentKind> All { get; } =
        [RfGenerator, PulseGenerator, Nanovoltmeter, CurrentSource, SourceMeter, MagnetSupply, Gaussmeter, Electromagnet];

    private static Dictionary<string, QuantityDefinition> SourceChannels() => new()
    {
        [Safety.Channels.Current] = Current.Definition,
        [Safety.Channels.Compliance] = Voltage.Definition,
    };
}

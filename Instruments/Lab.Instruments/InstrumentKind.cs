using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments;

/// <summary>A kind of instrument: its interface and the terminals that its drivers have.</summary>
/// <param name="Name">The kind in a sentence, with its article: <c>an RF generator</c>.</param>
/// <param name="Interface">The interface that drivers of the kind implement.</param>
/// <param name="Terminals">The terminals of its instruments; a driver with others declares its own.</param>
public sealed record InstrumentKind(string Name, Type Interface, IReadOnlyList<TerminalDefinition> Terminals)
{
    /// <summary>Part by which a value that is read back may differ: an instrument rounds to its resolution.</summary>
    private const double Rounding = 2e-3;

    /// <summary>Whether its instruments write SCPI's infinity where a reading is over range, which their twins can be told to do.</summary>
    public bool WritesInfinity { get; init; }

    /// <summary>The channels of all terminals, the output switches aside.</summary>
    public IEnumerable<ChannelDefinition> Channels => Terminals.SelectMany(terminal => terminal.Channels);

    /// <summary>RF generators.</summary>
    public static InstrumentKind RfGenerator { get; } = new("an RF generator", typeof(IRfGenerator),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.RfOutput,
            IsSwitched = true,
            Channels =
            [
                ChannelDefinition.Of<Frequency>(Safety.Channels.Frequency) with
                {
                    Sign = SetPointSign.NotNegative, Tolerance = new ReadBackTolerance(Rounding),
                },
                ChannelDefinition.Of<Power>(Safety.Channels.Power) with
                {
                    Reach = ChannelReach.ThroughOutput,
                    Sign = SetPointSign.Positive,
                    Tolerance = new ReadBackTolerance(Rounding) { Decibels = 0.05 }, // resolutions are 0.01 dB
                    Panel = watts => Power.FromWatts(watts).ToString("dBm", formatProvider: null),
                },
            ],
        },
    ]);

    /// <summary>Pulse generators.</summary>
    public static InstrumentKind PulseGenerator { get; } = new("a pulse generator", typeof(IPulseGenerator),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Pulses,
            IsSwitched = true,
            Channels =
            [
                ChannelDefinition.Of<Voltage>(Safety.Channels.Amplitude) with
                {
                    Reach = ChannelReach.ThroughOutput, Tolerance = new ReadBackTolerance(Rounding),
                },
                ChannelDefinition.Of<Duration>(Safety.Channels.Width) with { Reach = ChannelReach.Shapes, Sign = SetPointSign.NotNegative },
                ChannelDefinition.Of<Frequency>(Safety.Channels.Repetition) with { Sign = SetPointSign.NotNegative },
            ],
        },
    ]);

    /// <summary>Nanovoltmeters.</summary>
    public static InstrumentKind Nanovoltmeter { get; } = new("a nanovoltmeter", typeof(INanovoltmeter),
    [
        new TerminalDefinition
        {
            Readings = [InstrumentReading.Of<INanovoltmeter, Voltage>("voltage", (meter, cancellationToken) => meter.ReadAsync(cancellationToken))],
        },
    ])
    {
        WritesInfinity = true,
    };

    /// <summary>Sources of direct current.</summary>
    public static InstrumentKind CurrentSource { get; } =
        new("a current source", typeof(ICurrentSource), [Source with { SafeRank = SafeRanks.LineCurrent }]);

    /// <summary>Source-measure units.</summary>
    public static InstrumentKind SourceMeter { get; } = new("a source-measure unit", typeof(ISourceMeter),
    [
        Source with
        {
            SafeRank = SafeRanks.Bias,
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
        },
    ])
    {
        WritesInfinity = true,
    };

    /// <summary>Power supplies of electromagnets.</summary>
    public static InstrumentKind MagnetSupply { get; } = new("a magnet supply", typeof(IMagnetSupply),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.CoilCurrent,
            IsSwitched = true,
            IsInductive = true,
            Ramp = ZeroRamp.AtOwnRate,

            // What flows follows the field's regulation, so that a change of it is nobody's touch.
            Channels = [ChannelDefinition.Of<Current>(Safety.Channels.Current) with { Reach = ChannelReach.ThroughOutput, RestsAtZero = true }],
            Readings = [InstrumentReading.Of<IMagnetSupply, Current>("current", (supply, cancellationToken) => supply.MeasureCurrentAsync(cancellationToken))],
        },
    ]);

    /// <summary>Gaussmeters.</summary>
    public static InstrumentKind Gaussmeter { get; } = new("a gaussmeter", typeof(IGaussmeter),
    [
        new TerminalDefinition
        {
            Readings =
            [
                InstrumentReading.Of<IGaussmeter, MagneticField>("field", (meter, cancellationToken) => meter.ReadFieldAsync(cancellationToken)),
                InstrumentReading.Of<IGaussmeter, Temperature>("temperature", (meter, cancellationToken) => meter.ReadProbeTemperatureAsync(cancellationToken)),
            ],
        },
    ]);

    /// <summary>Electromagnets whose field can be set. The supply behind one is switched and read back at its own terminal.</summary>
    public static InstrumentKind Electromagnet { get; } = new("an electromagnet", typeof(IElectromagnet),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Field,
            IsInductive = true,
            Channels =
            [
                ChannelDefinition.Of<MagneticField>(Safety.Channels.Field) with
                {
                    RestsAtZero = true,
                    NoStepLimit = ": a field is approached in steps of the supply's current; limit the step of that current.",
                },
            ],
            Readings = [InstrumentReading.Of<IElectromagnet, MagneticField>("field", (magnet, cancellationToken) => magnet.ReadFieldAsync(cancellationToken))],
        },
    ]);

    /// <summary>What can be read from an instrument of the kind, over all terminals.</summary>
    public IReadOnlyList<InstrumentReading> Readings => [.. Terminals.SelectMany(terminal => terminal.Readings)];

    private static TerminalDefinition Source => new()
    {
        IsSwitched = true,
        Ramp = ZeroRamp.AtAnyRate,
        Channels =
        [
            ChannelDefinition.Of<Current>(Safety.Channels.Current) with
            {
                Reach = ChannelReach.ThroughOutput,
                RestsAtZero = true,
                Tolerance = new ReadBackTolerance(Rounding, 1e-6), // the resolution in a range for the largest currents
            },
            ChannelDefinition.Of<Voltage>(Safety.Channels.Compliance) with { Sign = SetPointSign.NotNegative },
        ],
    };
}

using Lab.Instruments.CurrentSources;
using Lab.Instruments.Described;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
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

    /// <summary>Whether its instruments write SCPI's infinity where a reading is over range,
    /// which their twins can be told to do.</summary>
    public bool WritesInfinity { get; init; }

    /// <summary>RF generators.</summary>
    public static InstrumentKind RfGenerator { get; } = new("an RF generator", typeof(IRfGenerator),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.RfOutput,
            Channels =
            [
                ChannelDefinition.Of<Frequency>(Channels.Frequency).At<IRfGenerator, Frequency>(
                    (generator, frequency, cancellationToken) => generator.SetFrequencyAsync(frequency, cancellationToken),
                    (generator, cancellationToken) => generator.GetFrequencyAsync(cancellationToken))
                    with
                {
                    Sign = SetPointSign.NotNegative,
                    Tolerance = new ReadBackTolerance(Rounding),
                    Trial = HarmlessTrials.Frequency,
                },
                ChannelDefinition.Of<Power>(Channels.Power).At<IRfGenerator, Power>(
                    (generator, power, cancellationToken) => generator.SetPowerAsync(power, cancellationToken),
                    (generator, cancellationToken) => generator.GetPowerAsync(cancellationToken))
                    with
                {
                    Reach = ChannelReach.ThroughOutput,
                    Sign = SetPointSign.Positive,
                    Tolerance = new ReadBackTolerance(Rounding) { Decibels = 0.05 }, // resolutions are 0.01 dB
                    Panel = watts => Power.FromWatts(watts).ToString("dBm", formatProvider: null),
                    Trial = HarmlessTrials.Level,
                },
            ],
        }.SwitchedBy<IRfGenerator>(
            (generator, on, cancellationToken) => generator.SetOutputAsync(on, cancellationToken),
            (generator, cancellationToken) => generator.GetOutputAsync(cancellationToken)),
    ]);

    /// <summary>Pulse generators.</summary>
    public static InstrumentKind PulseGenerator { get; } = new("a pulse generator", typeof(IPulseGenerator),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Pulses,
            QuietAsync = (pulser, cancellationToken) => ((IPulseGenerator)pulser).HoldAsync(cancellationToken),
            Channels =
            [
                ChannelDefinition.Of<Voltage>(Channels.Amplitude).At<IPulseGenerator, Voltage>(
                    (pulser, amplitude, cancellationToken) => pulser.SetAmplitudeAsync(amplitude, cancellationToken),
                    (pulser, cancellationToken) => pulser.GetAmplitudeAsync(cancellationToken))
                    with
                {
                    Reach = ChannelReach.ThroughOutput, Tolerance = new ReadBackTolerance(Rounding),
                },
                ChannelDefinition.Of<Duration>(Channels.Width).At<IPulseGenerator, Duration>(
                    (pulser, width, cancellationToken) => pulser.SetWidthAsync(width, cancellationToken),
                    (pulser, cancellationToken) => pulser.GetWidthAsync(cancellationToken))
                    with
                {
                    Reach = ChannelReach.Shapes, Sign = SetPointSign.NotNegative, Trial = HarmlessTrials.Width,
                },
                ChannelDefinition.Of<Frequency>(Channels.Repetition).At<IPulseGenerator, Frequency>(
                    (pulser, repetition, cancellationToken) => repetition.Hertz > 0
                        ? pulser.RepeatAsync(repetition, cancellationToken)
                        : pulser.HoldAsync(cancellationToken),
                    (pulser, cancellationToken) => pulser.GetRepetitionAsync(cancellationToken))
                    with
                {
                    Sign = SetPointSign.NotNegative,
                },
            ],
        }.SwitchedBy<IPulseGenerator>(
            (pulser, on, cancellationToken) => pulser.SetOutputAsync(on, cancellationToken),
            (pulser, cancellationToken) => pulser.GetOutputAsync(cancellationToken)),
    ]);

    /// <summary>Nanovoltmeters.</summary>
    public static InstrumentKind Nanovoltmeter { get; } = new("a nanovoltmeter", typeof(INanovoltmeter),
    [
        new TerminalDefinition
        {
            Readings = [InstrumentReading.Of<INanovoltmeter, Voltage>(
                "voltage", (meter, cancellationToken) => meter.ReadAsync(cancellationToken))],
            ArrayReadings = [ArrayReading.Burst<INanovoltmeter, Voltage>(
                "burst", (meter, cancellationToken) => meter.ReadAsync(cancellationToken))],
        },
    ])
    {
        WritesInfinity = true,
    };

    /// <summary>Sources of direct current.</summary>
    public static InstrumentKind CurrentSource { get; } =
        new("a current source", typeof(ICurrentSource),
        [
            Source<ICurrentSource>(
                (source, current, cancellationToken) => source.SetCurrentAsync(current, cancellationToken),
                (source, cancellationToken) => source.GetCurrentAsync(cancellationToken),
                (source, compliance, cancellationToken) => source.SetComplianceAsync(compliance, cancellationToken))
                .SwitchedBy<ICurrentSource>(
                    (source, on, cancellationToken) => source.SetOutputAsync(on, cancellationToken),
                    (source, cancellationToken) => source.GetOutputAsync(cancellationToken))
                with
            { SafeRank = SafeRanks.LineCurrent },
        ]);

    /// <summary>Source-measure units.</summary>
    public static InstrumentKind SourceMeter { get; } = new("a source-measure unit", typeof(ISourceMeter),
    [
        Source<ISourceMeter>(
            (meter, current, cancellationToken) => meter.SetCurrentAsync(current, cancellationToken),
            (meter, cancellationToken) => meter.GetCurrentAsync(cancellationToken),
            (meter, compliance, cancellationToken) => meter.SetComplianceAsync(compliance, cancellationToken))
            .SwitchedBy<ISourceMeter>(
                (meter, on, cancellationToken) => meter.SetOutputAsync(on, cancellationToken),
                (meter, cancellationToken) => meter.GetOutputAsync(cancellationToken))
            with
        {
            SafeRank = SafeRanks.Bias,
            Readings =
            [
                InstrumentReading.Of<ISourceMeter, Voltage>("voltage", async (meter, cancellationToken) =>
                    (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Voltage) with { NeedsOutput = true },
                InstrumentReading.Of<ISourceMeter, Current>("current", async (meter, cancellationToken) =>
                    (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Current) with { NeedsOutput = true },
                InstrumentReading.Of<ISourceMeter, Power>("power", async (meter, cancellationToken) =>
                    (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Power) with { NeedsOutput = true },
                InstrumentReading.Of<ISourceMeter, Resistance>("resistance", async (meter, cancellationToken) =>
                    (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Resistance) with { NeedsOutput = true },
                InstrumentReading.State<ISourceMeter>(
                    "compliance", (meter, cancellationToken) => meter.IsInComplianceAsync(cancellationToken)),
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
            IsInductive = true,
            Ramp = ZeroRamp.AtOwnRate,

            // What flows follows the field's regulation, so that a change of it is nobody's touch.
            Channels =
            [
                ChannelDefinition.Of<Current>(Channels.Current).At<IMagnetSupply, Current>(
                    (supply, current, cancellationToken) => supply.RampToAsync(current, cancellationToken),
                    (supply, cancellationToken) => supply.MeasureCurrentAsync(cancellationToken))
                    with
                {
                    Reach = ChannelReach.ThroughOutput, RestsAt = 0, Trial = HarmlessTrials.CoilCurrent,
                },
            ],
            Readings = [InstrumentReading.Of<IMagnetSupply, Current>(
                "current", (supply, cancellationToken) => supply.MeasureCurrentAsync(cancellationToken))],
        }.SwitchedBy<IMagnetSupply>(
            (supply, on, cancellationToken) => supply.SetOutputAsync(on, cancellationToken),
            (supply, cancellationToken) => supply.GetOutputAsync(cancellationToken)),
    ]);

    /// <summary>Gaussmeters.</summary>
    public static InstrumentKind Gaussmeter { get; } = new("a gaussmeter", typeof(IGaussmeter),
    [
        new TerminalDefinition
        {
            Readings =
            [
                InstrumentReading.Of<IGaussmeter, MagneticField>(
                    "field", (meter, cancellationToken) => meter.ReadFieldAsync(cancellationToken)),
                InstrumentReading.Of<IGaussmeter, Temperature>(
                    "temperature", (meter, cancellationToken) => meter.ReadProbeTemperatureAsync(cancellationToken)),
            ],
        },
    ]);

    /// <summary>Electromagnets whose field can be set. The supply behind one is switched and read back at its own
    /// terminal.</summary>
    public static InstrumentKind Electromagnet { get; } = new("an electromagnet", typeof(IElectromagnet),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Field,
            IsInductive = true,
            Channels =
            [
                ChannelDefinition.Of<MagneticField>(Channels.Field).At<IElectromagnet, MagneticField>(
                    async (magnet, field, cancellationToken) =>
                        await magnet.SetFieldAsync(field, cancellationToken).ConfigureAwait(false),
                    (magnet, cancellationToken) => magnet.ReadFieldAsync(cancellationToken))
                    with
                {
                    RestsAt = 0,
                    NoStepLimit = ": a field is approached in steps of the supply's current; limit the step of that current.",
                },
            ],
            Readings = [InstrumentReading.Of<IElectromagnet, MagneticField>(
                "field", (magnet, cancellationToken) => magnet.ReadFieldAsync(cancellationToken))],
        },
    ]);

    /// <summary>Instruments whose terminals and commands stand in a description: each has its own.</summary>
    public static InstrumentKind Described { get; } = new("a described instrument", typeof(IDescribedInstrument), []);

    private static TerminalDefinition Source<TInstrument>(
        Func<TInstrument, Current, CancellationToken, ValueTask> set,
        Func<TInstrument, CancellationToken, ValueTask<Current>> get,
        Func<TInstrument, Voltage, CancellationToken, ValueTask> setCompliance)
        where TInstrument : class, IInstrument => new()
        {
            Ramp = ZeroRamp.AtAnyRate,
            Channels =
            [
                ChannelDefinition.Of<Current>(Channels.Current).At(set, get) with
                {
                    Reach = ChannelReach.ThroughOutput,
                    RestsAt = 0,
                    Tolerance = new ReadBackTolerance(Rounding, 1e-6), // the resolution in a range for the largest currents
                    Trial = HarmlessTrials.Current,
                },
                ChannelDefinition.Of<Voltage>(Channels.Compliance).At(setCompliance) with
                {
                    Sign = SetPointSign.NotNegative, Trial = HarmlessTrials.Compliance,
                },
            ],
        };
}

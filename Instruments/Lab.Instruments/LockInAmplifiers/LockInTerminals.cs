using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.LockInAmplifiers;

/// <summary>The terminals of lock-in amplifiers: <c>input</c>, <c>sine</c>, analogue outputs <c>aux1</c> onwards and analogue
/// inputs
/// <c>in1</c> onwards.</summary>
public static class LockInTerminals
{
    /// <summary>The signal input.</summary>
    public const string Input = "input";

    /// <summary>The reference oscillator's output.</summary>
    public const string Sine = "sine";

    private const double Rounding = 2e-3;

    /// <summary>Steps of sine and analogue outputs, V.</summary>
    private const double VoltageStep = 5e-3;

    /// <summary>An analogue output.</summary>
    /// <param name="number">Its number, from 1.</param>
    public static string Aux(int number) => $"aux{number}";

    /// <summary>An analogue input.</summary>
    /// <param name="number">Its number, from 1.</param>
    public static string AuxInput(int number) => $"in{number}";

    /// <summary>The terminals of an instrument.</summary>
    /// <param name="outputs">How many analogue outputs it has.</param>
    /// <param name="inputs">How many analogue inputs.</param>
    /// <param name="rest">The least voltage of its sine, to which it is brought to be safe.</param>
    public static IReadOnlyList<TerminalDefinition> Of(int outputs, int inputs, Voltage rest) =>
    [
        new TerminalDefinition { Name = Input, Readings = Readings },
        SineOf(rest),
        .. Enumerable.Range(1, outputs).Select(AuxOf),
        .. Enumerable.Range(1, inputs).Select(AuxInputOf),
    ];

    private static InstrumentReading[] Readings =>
    [
        InstrumentReading.Of<ILockInAmplifier, Voltage>("x", async (lockIn, cancellationToken) =>
            (await lockIn.ReadAsync(cancellationToken).ConfigureAwait(false)).X),
        InstrumentReading.Of<ILockInAmplifier, Voltage>("y", async (lockIn, cancellationToken) =>
            (await lockIn.ReadAsync(cancellationToken).ConfigureAwait(false)).Y),
        InstrumentReading.Of<ILockInAmplifier, Voltage>("r", async (lockIn, cancellationToken) =>
            (await lockIn.ReadAsync(cancellationToken).ConfigureAwait(false)).R),
        InstrumentReading.Of<ILockInAmplifier, Angle>("theta", async (lockIn, cancellationToken) =>
            (await lockIn.ReadAsync(cancellationToken).ConfigureAwait(false)).Theta),
        InstrumentReading.State<ILockInAmplifier>("overload", async (lockIn, cancellationToken) =>
            await lockIn.TakeOverloadAsync(cancellationToken).ConfigureAwait(false) != LockInOverload.None),
    ];

    // The current is the most that the voltage can drive; both are set by one command, so that limits of either hold.
    private static TerminalDefinition SineOf(Voltage rest) => new()
    {
        Name = Sine,
        SafeRank = SafeRanks.Bias,
        Channels =
        [
            ChannelDefinition.Of<Voltage>(Channels.Voltage).At<ILockInAmplifier, Voltage>(
                (lockIn, voltage, cancellationToken) => lockIn.SetSineAsync(voltage, cancellationToken),
                (lockIn, cancellationToken) => lockIn.GetSineAsync(cancellationToken))
                with
            {
                Reach = ChannelReach.ThroughOutput,
                Sign = SetPointSign.NotNegative,
                RestsAt = rest.Volts,
                Tolerance = new ReadBackTolerance(Rounding, VoltageStep),
            },
            ChannelDefinition.Of<Current>(Channels.Current).At<ILockInAmplifier, Current>(
                (lockIn, current, cancellationToken) => lockIn.SetSineCurrentAsync(current, cancellationToken),
                (lockIn, cancellationToken) => lockIn.GetSineCurrentAsync(cancellationToken))
                with
            {
                Reach = ChannelReach.ThroughOutput, Sign = SetPointSign.NotNegative,
            },
            ChannelDefinition.Of<Frequency>(Channels.Frequency).At<ILockInAmplifier, Frequency>(
                (lockIn, frequency, cancellationToken) => lockIn.SetFrequencyAsync(frequency, cancellationToken),
                (lockIn, cancellationToken) => lockIn.GetFrequencyAsync(cancellationToken))
                with
            {
                Sign = SetPointSign.Positive, Tolerance = new ReadBackTolerance(Rounding),
            },
        ],
    };

    // An output may hold the current of a magnet: it is brought to zero slowly, and after what is made of it has done so.
    private static TerminalDefinition AuxOf(int number) => new()
    {
        Name = Aux(number),
        SafeRank = SafeRanks.CoilCurrent + 10,
        Ramp = ZeroRamp.AtOwnRate,
        Channels =
        [
            ChannelDefinition.Of<Voltage>(Channels.Voltage).At<ILockInAmplifier, Voltage>(
                (lockIn, voltage, cancellationToken) => lockIn.SetAuxAsync(number, voltage, cancellationToken),
                (lockIn, cancellationToken) => lockIn.GetAuxAsync(number, cancellationToken))
                with
            {
                Reach = ChannelReach.ThroughOutput, RestsAt = 0, Tolerance = new ReadBackTolerance(Rounding, VoltageStep),
            },
        ],
    };

    private static TerminalDefinition AuxInputOf(int number) => new()
    {
        Name = AuxInput(number),
        Readings =
        [
            InstrumentReading.Of<ILockInAmplifier, Voltage>(
                "voltage", (lockIn, cancellationToken) => lockIn.ReadAuxAsync(number, cancellationToken)),
        ],
    };
}

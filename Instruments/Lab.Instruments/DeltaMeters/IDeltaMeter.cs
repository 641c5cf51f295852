using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.DeltaMeters;

/// <summary>A current source that reverses its current, and the nanovoltmeter that it leads: each reading is half the change of
/// the voltage, so that offsets and slow drifts fall out.</summary>
/// <remarks>With the output on the current goes to and fro without a pause. A sweep of the differential resistance moves a bias
/// in steps and changes it to and fro about each.</remarks>
public interface IDeltaMeter : IDrivesSample
{
    private const double ReadBackRounding = 2e-3;

    /// <summary>The kind. The array <c>differential_resistance</c> goes through the bias that the bench file names; <c>bias</c>
    /// are its currents. The output, where it was on, is on again afterwards.</summary>
    static InstrumentKind Kind { get; } = new("a delta-mode meter", typeof(IDeltaMeter),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Bias,
            Channels =
            [
                ChannelDefinition.Of<Current>(Channels.Current).At<IDeltaMeter, Current>(
                    (meter, amplitude, cancellationToken) => meter.SetAmplitudeAsync(amplitude, cancellationToken),
                    (meter, cancellationToken) => meter.GetAmplitudeAsync(cancellationToken))
                    with
                {
                    Reach = ChannelReach.ThroughOutput,
                    Tolerance = new ReadBackTolerance(ReadBackRounding, 1e-9),
                    Trial = HarmlessTrials.Current,
                },
                ChannelDefinition.Of<Voltage>(Channels.Compliance).At<IDeltaMeter, Voltage>(
                    (meter, compliance, cancellationToken) => meter.SetComplianceAsync(compliance, cancellationToken))
                    with
                {
                    Sign = SetPointSign.NotNegative, Trial = HarmlessTrials.Compliance,
                },
            ],
            Readings =
            [
                InstrumentReading.Of<IDeltaMeter, Voltage>("voltage", async (meter, cancellationToken) =>
                    (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Voltage) with { NeedsOutput = true },
                InstrumentReading.Of<IDeltaMeter, Resistance>("resistance", async (meter, cancellationToken) =>
                    (await meter.MeasureAsync(cancellationToken).ConfigureAwait(false)).Resistance) with { NeedsOutput = true },
            ],
            ArrayReadings =
            [
                new ArrayReading("differential_resistance", Resistance.Definition, async (meter, _, cancellationToken) =>
                    [.. (await SweepAsync((IDeltaMeter)meter, cancellationToken).ConfigureAwait(false))
                        .Select(point => point.DifferentialResistance.Ohms)]),
                new ArrayReading("bias", Current.Definition, (meter, _, _) =>
                    new ValueTask<double[]>(((IDeltaMeter)meter).Sweep.BiasesAmperes())),
            ],
        }.SwitchedBy<IDeltaMeter>(
            (meter, on, cancellationToken) => meter.SetOutputAsync(on, cancellationToken),
            (meter, cancellationToken) => meter.GetOutputAsync(cancellationToken)),
    ])
    {
        WritesInfinity = true,
    };

    /// <summary>The sweep of the bench file.</summary>
    BiasSweep Sweep { get; }

    /// <summary>Sets the current between whose positive and negative value the source goes to and fro. With the output on, it
    /// stops for the change and goes on.</summary>
    /// <param name="amplitude">The current, not negative.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetAmplitudeAsync(Current amplitude, CancellationToken cancellationToken = default);

    /// <summary>Sets the voltage that the source will not exceed.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetComplianceAsync(Voltage compliance, CancellationToken cancellationToken = default);

    /// <summary>Starts the reversals, or stops them and switches the output off.</summary>
    /// <exception cref="InstrumentException">A limit forbids one of both currents (nothing was sent), refused, or no
    /// answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Takes one reading, all of whose conversions began after the call; the output must be on.</summary>
    /// <exception cref="InstrumentException">Over range (<see cref="InstrumentFault.Overflow"/>), output off
    /// (<see cref="InstrumentFault.Refused"/>), or no answer.</exception>
    ValueTask<DeltaReading> MeasureAsync(CancellationToken cancellationToken = default);

    /// <summary>Goes through a bias in steps and measures the differential resistance at each. Reversals that were under way are
    /// stopped before, and the output is off afterwards.</summary>
    /// <param name="from">The first bias.</param>
    /// <param name="to">The last bias; the first is taken where both are the same.</param>
    /// <param name="step">The step from one bias to the next, above zero. The source goes one step beyond both ends.</param>
    /// <param name="change">By how much the current changes to either side of the bias, above zero.</param>
    /// <param name="cancellationToken">Ends the sweep; the output is switched off.</param>
    /// <returns>A point for each bias, in the order in which they were measured.</returns>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), more points than the buffer holds, over range,
    /// refused, or no answer.</exception>
    ValueTask<IReadOnlyList<BiasPoint>> MeasureSweepAsync(
        Current from, Current to, Current step, Current change, CancellationToken cancellationToken = default);

    /// <summary>Reads back the amplitude.</summary>
    ValueTask<Current> GetAmplitudeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);

    private static async ValueTask<IReadOnlyList<BiasPoint>> SweepAsync(IDeltaMeter meter, CancellationToken cancellationToken)
    {
        bool isOn = await meter.GetOutputAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<BiasPoint> points = await meter.MeasureSweepAsync(
            meter.Sweep.From, meter.Sweep.To, meter.Sweep.Step, meter.Sweep.Change, cancellationToken).ConfigureAwait(false);
        if (isOn)
        {
            await meter.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        }

        return points;
    }
}

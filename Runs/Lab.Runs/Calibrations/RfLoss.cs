using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Quantities;
using Lab.Runs.Protocols;

namespace Lab.Runs.Calibrations;

/// <summary>Loss between an RF generator and the chain, by which set-points at the chain are raised: one number, or a curve
/// against frequency, which holds between its ends and nowhere else.</summary>
public sealed class RfLoss
{
    /// <summary>Name of the curve's frequencies, Hz.</summary>
    public const string FrequencyCurve = "frequency";

    /// <summary>Name of the curve's losses, dB.</summary>
    public const string LossCurve = "loss";

    /// <summary>Name of the standard uncertainties of the losses, dB.</summary>
    public const string UncertaintyCurve = "uncertainty";

    /// <summary>Name of the largest difference from the bench file's loss that was accepted when the curve was measured, dB, one
    /// number; absent where <see cref="LargestDifference"/> was enough.</summary>
    public const string AcceptedCurve = "accepted_difference";

    // Standard uncertainties by which a loss may be less than was measured, for the limits of the sample.
    private const double Coverage = 2;

    // The ends of a curve as a frequency that was calculated meets them.
    private const double Rounding = 1e-9;

    private readonly CalibrationRecord? record;
    private readonly string described = "of the bench file";
    private readonly double[] hertz;
    private readonly double[] decibels;
    private readonly double[] uncertainties;

    /// <summary>A loss that does not depend on frequency, as the bench file states it.</summary>
    public RfLoss(LevelRatio loss) => (hertz, decibels, uncertainties) = ([], [loss.Decibels], []);

    /// <summary>A measured curve, straight between its points.</summary>
    /// <exception cref="RunException">The calibration has no such curve, or one with a loss that no cable has.</exception>
    public RfLoss(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        this.record = record;
        described = $"'{record.Name}' from {record.Source}";
        if (!record.Curves.TryGetValue(FrequencyCurve, out double[]? frequencies)
            || !record.Curves.TryGetValue(LossCurve, out double[]? losses)
            || frequencies.Length != losses.Length || frequencies.Length == 0
            || !frequencies.SequenceEqual(frequencies.Distinct().Order())
            || !(frequencies[0] > 0) || !frequencies.Concat(losses).All(double.IsFinite))
        {
            throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has no loss against ascending frequencies; make it anew "
                    + "with 'lab run power-calibration'.");
        }

        if (losses.Min() < LeastPossible.Decibels)
        {
            throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has a loss of {LevelRatio.FromDecibels(losses.Min())}, "
                    + "which no cable has; "
                + "end it with 'lab calibrations expire', and make it anew with 'lab run power-calibration'.");
        }

        (hertz, decibels) = (frequencies, losses);
        uncertainties = UncertaintiesOf(record, frequencies.Length);
    }

    /// <summary>The least loss that counts as measured, 0.01 dB: a passive path has one,
    /// and less means exchanged or mistaken columns.</summary>
    public static LevelRatio LeastPossible { get; } = LevelRatio.FromDecibels(0.01);

    /// <summary>By how much a measured loss may differ from that of the bench file before it has to be accepted expressly, 3 dB:
    /// a factor of two in power.</summary>
    public static LevelRatio LargestDifference { get; } = LevelRatio.FromDecibels(3);

    /// <summary>Standard uncertainty of a power at the chain of which no calibration tells more, 1 dB: cables, connectors and the
    /// mismatch of a junction together. 163 Ω at the end of a 50 Ω line alone reflect 28 % of the power, 1.4 dB.</summary>
    public static LevelRatio UnstatedUncertainty { get; } = LevelRatio.FromDecibels(1);

    /// <summary>Name of a generator's calibration.</summary>
    /// <param name="instrument">The generator's name on the bench.</param>
    public static string NameFor(string instrument) => $"{instrument}/loss";

    /// <summary>The loss of a run between an RF generator and the chain: calibrated against frequency where that was done, or as
    /// the bench file says. The run keeps account of which.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="instrument">The generator's name on the bench.</param>
    /// <exception cref="RunException">The calibration has no curve, or a curve with an impossible loss, or a curve that is far
    /// from the bench file's value.</exception>
    public static RfLoss Of(ExperimentContext context, string instrument)
    {
        ArgumentNullException.ThrowIfNull(context);
        string name = NameFor(instrument);
        LevelRatio loss = context.Bench.Definition.RfLossOf(instrument);
        if (context.FindCalibration(name) is { } curve)
        {
            var calibrated = new RfLoss(curve);
            calibrated.RequireNear(loss);
            return calibrated;
        }

        context.UseInstead(new CalibrationRecord(name, loss.Decibels, "dB", Uncertainty: null, "bench file"));
        return new RfLoss(loss);
    }

    /// <summary>The least loss that a calibration leaves possible, two standard uncertainties below the measured one;
    /// <see langword="null"/> where the record has no curve.</summary>
    /// <param name="record">The calibration.</param>
    public static LeastRfLoss? LeastOf(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!record.Curves.TryGetValue(FrequencyCurve, out double[]? frequencies)
            || !record.Curves.TryGetValue(LossCurve, out double[]? losses))
        {
            return null;
        }

        double[] uncertainties = UncertaintiesOf(record, losses.Length);
        try
        {
            return new LeastRfLoss(frequencies, [.. losses.Select((loss, i) => loss - (Coverage * uncertainties[i]))]);
        }
        catch (ArgumentException)
        {
            return null; // no protocol can use such a curve either: the constructor refuses it
        }
    }

    /// <summary>Tells the safety gate of all losses that are calibrated: where one is less than the bench file's, more power
    /// reaches the sample.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="calibrations">The calibrations that are in force.</param>
    public static void TellGate(IBench bench, CalibrationsInForce calibrations)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(calibrations);
        foreach (WiringDefinition wiring in bench.Definition.Wiring.Where(wiring => wiring.Port == SamplePort.Rf))
        {
            if (calibrations.Find(NameFor($"{wiring.Terminal}")) is { } record && LeastOf(record) is { } least)
            {
                bench.ExpectRfLoss(wiring.Terminal, least);
            }
        }
    }

    /// <summary>Standard uncertainty of the loss at a frequency, or <see langword="null"/> for the loss of a bench file, of which
    /// none is known.</summary>
    /// <inheritdoc cref="At" path="/exception"/>
    public LevelRatio? UncertaintyAt(Frequency frequency) =>
        record is null ? null : LevelRatio.FromDecibels(Along(uncertainties, frequency));

    /// <summary>The loss at a frequency.</summary>
    /// <exception cref="RunException">The frequency lies outside the measured curve.</exception>
    public LevelRatio At(Frequency frequency) =>
        LevelRatio.FromDecibels(record is null ? decibels[0] : Along(decibels, frequency));

    /// <summary>Compares the curve with the loss that the bench file states.</summary>
    /// <param name="stated">The bench file's loss.</param>
    /// <exception cref="RunException">They differ by more than 3 dB, or than was accepted when the curve was
    /// measured.</exception>
    public void RequireNear(LevelRatio stated)
    {
        if (record is null)
        {
            return;
        }

        double accepted = record.Curves.TryGetValue(AcceptedCurve, out double[]? curve) && curve.Length == 1
            ? curve[0]
            : LargestDifference.Decibels;
        int furthest = Enumerable.Range(0, hertz.Length).MaxBy(i => Math.Abs(decibels[i] - stated.Decibels));
        if (!(Math.Abs(decibels[furthest] - stated.Decibels) <= accepted))
        {
            throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has {decibels[furthest]:0.##} dB at "
                    + $"{Frequency.FromHertz(hertz[furthest])} where the bench file "
                + $"says {stated}: more than {accepted:0.##} dB apart, so that one of them is wrong. Correct 'loss' in the "
                + "bench file's section 'wiring', "
                + "or calibrate anew with 'lab run power-calibration'.");
        }
    }

    private static double[] UncertaintiesOf(CalibrationRecord record, int count)
    {
        if (record.Curves.TryGetValue(UncertaintyCurve, out double[]? curve) && curve.Length == count
            && curve.All(value => value >= 0 && double.IsFinite(value)))
        {
            return curve;
        }

        double[] same = new double[count];
        Array.Fill(same, record.Uncertainty is { } known && known >= 0 && double.IsFinite(known)
            ? known
            : UnstatedUncertainty.Decibels);
        return same;
    }

    private double Along(double[] curve, Frequency frequency)
    {
        double wanted = frequency.Hertz;
        if (!(wanted >= hertz[0] * (1 - Rounding) && wanted <= hertz[^1] * (1 + Rounding)))
        {
            throw new RunException(
                $"{frequency} lies outside {Frequency.FromHertz(hertz[0])} to {Frequency.FromHertz(hertz[^1])}, where the "
                    + $"calibration {described} "
                + "knows the loss. Calibrate over all frequencies of the experiment with 'lab run power-calibration', or end "
                + "this calibration with 'lab calibrations expire'.");
        }

        int above = Array.FindIndex(hertz, value => value >= wanted);
        if (above <= 0)
        {
            return above < 0 ? curve[^1] : curve[0];
        }

        double part = (wanted - hertz[above - 1]) / (hertz[above] - hertz[above - 1]);
        return curve[above - 1] + (part * (curve[above] - curve[above - 1]));
    }
}

using System.Globalization;
using System.Numerics;
using Lab.Calibration.Oscillators;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Oscillators;

/// <summary>
/// The subtraction of a drive's leak in a run: by the calibration in force, which is checked at rest before the first point,
/// or by one that the run makes for itself at rest where none is in force.
/// </summary>
internal sealed class LeakSubtraction
{
    /// <summary>The largest residual at rest in each point, for the record.</summary>
    public static readonly Column RestResidualColumn = new(
        "rest_residual", "V", "Largest amplitude that was left of the leak at rest, before the first point.");

    private const int OwnAloneRounds = 2;
    private const int OwnNullRounds = 5;
    private const int FewestTones = 6;
    private const double MostSpacingHertz = 2e6;

    private readonly LeakTransfer transfer;

    private LeakSubtraction(LeakTransfer transfer, double restResidualVolts) =>
        (this.transfer, RestResidualVolts) = (transfer, restResidualVolts);

    /// <summary>The calibration that a run uses; without one in force it makes its own.</summary>
    public static CalibrationNeed Need { get; } = new(
        SubtractionRecord.Name, SubtractionCalibrationProtocol.ProtocolName, IsRequired: false);

    /// <summary>The largest amplitude that was left of the leak at rest, V at the oscilloscope.</summary>
    public double RestResidualVolts { get; }

    /// <summary>Brings the oscillator to rest, finds the transfer of the leak, and checks what it leaves.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="bench">The bench.</param>
    /// <param name="band">The lowest and the highest frequency of the drive.</param>
    /// <param name="plan">How tones are played at rest.</param>
    /// <param name="most">The largest residual that is accepted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="RunException">The leak has drifted since its calibration, the calibration holds for another band, or the
    /// leak cannot be cancelled.</exception>
    public static async ValueTask<LeakSubtraction> PrepareAsync(
        ExperimentContext context, OscillatorBench bench, (Frequency From, Frequency To) band, LeakTonePlan plan, Voltage most,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(bench);
        await bench.SetCurrentAsync(default, cancellationToken).ConfigureAwait(false);
        double[] hertz = TonesOver(band.From.Hertz, band.To.Hertz);
        var tones = new LeakTones(bench, hertz, plan);
        if (context.FindCalibration(SubtractionRecord.Name) is { } record)
        {
            LeakTransfer known = SubtractionRecord.Read(record, hertz[0], hertz[^1]);
            double residual = await ResidualAsync(tones, known, cancellationToken).ConfigureAwait(false);
            return residual <= most.Volts || !context.Describes(record)
                ? new LeakSubtraction(known, residual)
                : throw Drifted(record, residual, most);
        }

        LeakTransfer own = await MeasureAsync(tones, hertz, plan, cancellationToken).ConfigureAwait(false);
        double left = await ResidualAsync(tones, own, cancellationToken).ConfigureAwait(false);
        if (!(left <= most.Volts))
        {
            throw new RunException(
                $"The leak of the drive cannot be cancelled: at rest {Millivolts(left)} are left, and {most} are accepted. Look "
                    + "at it with 'lab run subtraction-calibration'.");
        }

        context.UseInstead(SubtractionRecord.Of(own, delayUncertainty: null, left) with { Source = "at rest, by this run" });
        return new LeakSubtraction(own, left);
    }

    /// <summary>The waveform that cancels the leak of a drive.</summary>
    /// <param name="drive">The samples of the drive, V.</param>
    /// <param name="samplesPerSecond">Their rate.</param>
    public double[] WaveformFor(double[] drive, double samplesPerSecond) =>
        transfer.CancellingWaveform(drive, samplesPerSecond);

    private static RunException Drifted(CalibrationRecord record, double residual, Voltage most)
    {
        bool known = record.Curves.TryGetValue(SubtractionRecord.ResidualCurve, out double[]? was) && was.Length == 1;
        string before = known ? $", and {Millivolts(was![0])} when it was calibrated" : string.Empty;
        return known && was![0] > most.Volts
            ? new RunException(
                $"The leak was never cancelled by its calibration '{record.Name}' from {record.Source}: with the oscillator at "
                    + $"rest {Millivolts(residual)} of it are left{before}, where {most} are accepted. Calibrate anew with "
                    + $"'lab run {SubtractionCalibrationProtocol.ProtocolName}' and heed its warnings, or raise "
                    + "'largest_residual'.")
            : new RunException(
                $"The leak has drifted since its calibration '{record.Name}' from {record.Source}: with the oscillator at rest "
                    + $"{Millivolts(residual)} of it are left{before}, where {most} are accepted. Calibrate anew with "
                    + $"'lab run {SubtractionCalibrationProtocol.ProtocolName}', and look for a cable that was moved or a "
                    + "bench that warms up.");
    }

    private static string Millivolts(double volts) =>
        string.Create(CultureInfo.InvariantCulture, $"{volts * 1e3:G2} mV");

    private static async ValueTask<double> ResidualAsync(
        LeakTones tones, LeakTransfer transfer, CancellationToken cancellationToken) =>
        (await tones.PlayAsync(LeakStage.Check, transfer, cancellationToken).ConfigureAwait(false)).Max(each => each.Magnitude);

    private static async ValueTask<LeakTransfer> MeasureAsync(
        LeakTones tones, double[] hertz, LeakTonePlan plan, CancellationToken cancellationToken)
    {
        var rounds = new LeakRounds(hertz, plan.Drive.Volts, plan.Copy.Volts);
        long number = 0;
        foreach ((LeakStage stage, int count) in ((LeakStage, int)[])
            [(LeakStage.DriveAlone, OwnAloneRounds), (LeakStage.CancelAlone, OwnAloneRounds), (LeakStage.Null, OwnNullRounds)])
        {
            LeakTransfer? cancelled = rounds.TransferFor(stage);
            for (int i = 0; i < count; i++)
            {
                Complex[] amplitudes = await tones.PlayAsync(stage, cancelled, cancellationToken).ConfigureAwait(false);
                rounds.Add(number++, new LeakRound(stage, amplitudes, cancelled));
            }
        }

        return rounds.TransferFor(LeakStage.Check)!;
    }

    // Near enough to each other for the delay.
    private static double[] TonesOver(double fromHertz, double toHertz)
    {
        int count = Math.Max(FewestTones, (int)Math.Ceiling((toHertz - fromHertz) / MostSpacingHertz) + 1);
        return [.. Enumerable.Range(0, count).Select(i => fromHertz + ((toHertz - fromHertz) * i / (count - 1)))];
    }
}

using System.Numerics;
using Lab.Calibration.Oscillators;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>The plan of <see cref="SubtractionCalibrationProtocol"/>: each point is a shot of all tones, stage after
/// stage.</summary>
internal sealed class SubtractionExperiment(SubtractionSettings settings) : IExperiment
{
    internal static readonly Column StageColumn = new(
        "stage", string.Empty, "0: drive alone, 1: cancelling waveform alone, 2: both, to correct, 3: both, to check.")
    { IsAxis = true };
    internal static readonly Column RealColumn = new(
        "amplitude_real", "V", "Amplitude at the output in phase with the tone, at each tone; those that check lie between them.",
        ColumnKind.Array);
    internal static readonly Column ImaginaryColumn = new(
        "amplitude_imaginary", "V", "Amplitude at the output a quarter of a period before the tone, at each tone.",
        ColumnKind.Array);
    internal static readonly Column TransferColumn = new(
        "cancelled", string.Empty,
        "Ends of the band in Hz, amplitude, its slope in 1/Hz, phase in rad and delay in s of the transfer that was cancelled; "
            + "nothing where one waveform played alone.",
        ColumnKind.Array);

    private readonly double[] hertz = settings.Hertz;

    public IReadOnlyList<Column> Columns { get; } = [StageColumn, RealColumn, ImaginaryColumn, TransferColumn];

    /// <summary>What is cancelled follows from the points before.</summary>
    public bool Learns => true;

    public int PointCount => (2 * settings.AloneRounds) + settings.NullRounds + settings.CheckRounds;

    public string Describe(int point) => StageAt(point) switch
    {
        LeakStage.DriveAlone => "the drive alone",
        LeakStage.CancelAlone => "the cancelling waveform alone",
        LeakStage.Null => "both, to correct the transfer",
        _ => "both, to check the residual",
    };

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        OscillatorBench bench = OscillatorBench.Of(context, settings.GeneratorRate, settings.Frequencies[^1]);
        await bench.SetCurrentAsync(default, cancellationToken).ConfigureAwait(false);
        return new SubtractionMeasurement(
            new LeakTones(bench, hertz, settings.TonePlan, LeakTones.BetweenTones(hertz)), context.Learned(RoundsOf), StageAt);
    }

    public Analysis Analyse(IRunData data) => new SubtractionAnalysis(settings, hertz, RoundsOf(data)).Conclude();

    private LeakStage StageAt(int point) =>
        point < settings.AloneRounds ? LeakStage.DriveAlone
        : point < 2 * settings.AloneRounds ? LeakStage.CancelAlone
        : point < (2 * settings.AloneRounds) + settings.NullRounds ? LeakStage.Null
        : LeakStage.Check;

    private LeakRounds RoundsOf(IRunData? data)
    {
        var rounds = new LeakRounds(hertz, settings.Drive.Volts, settings.Copy.Volts);
        if (data is null)
        {
            return rounds;
        }

        double[] stages = data.Numbers(StageColumn.Name);
        double[][] real = data.Arrays(RealColumn.Name);
        double[][] imaginary = data.Arrays(ImaginaryColumn.Name);
        double[][] cancelled = data.Arrays(TransferColumn.Name);
        for (int i = 0; i < data.Count; i++)
        {
            rounds.Add(
                data.Points[i],
                new LeakRound(
                    (LeakStage)(int)stages[i],
                    [.. real[i].Zip(imaginary[i], (re, im) => new Complex(re, im))],
                    cancelled[i] is [var from, var to, var amplitude, var slope, var phase, var delay]
                        ? new LeakTransfer(from, to, amplitude, slope, phase, delay)
                        : null));
        }

        return rounds;
    }
}

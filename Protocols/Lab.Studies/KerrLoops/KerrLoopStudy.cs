using System.Globalization;
using Lab.Models.KerrLoops;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.KerrLoops;

/// <summary>A combination of noise, place of the spot and bandwidth an item and a point.</summary>
/// <param name="settings">The settings.</param>
internal sealed class KerrLoopStudy(KerrLoopStudySettings settings) : IStudy
{
    internal static readonly Column RatioColumn = new("signal_to_noise", "", "Whole change of the signal over its noise.")
    {
        IsAxis = true,
    };

    internal static readonly Column OffsetColumn = new("spot_offset", "m", "Distance of the spot from the notch.")
    {
        IsAxis = true,
    };

    internal static readonly Column BandwidthColumn = new("bandwidth", "Hz", "Bandwidth of the detector.") { IsAxis = true };

    /// <summary>The readers, each with its column of confusion matrices.</summary>
    internal static readonly IReadOnlyList<(string Key, string Name, Column Confusion)> Readers =
    [
        Of("peaks", "24 % rule"),
        Of("change_points", "change points, spot taken to be centred"),
        Of("change_points_calibrated", "change points, place of the spot known"),
    ];

    // Walls that are neither always nor never pinned.
    private const double LeastProbability = 0.05;
    private const double PulseAmperes = 30.0 / 290;
    private const double ShortestBin = 40e-6;
    private const double BinResponses = 0.5; // a bin times the bandwidth

    private readonly (double SignalToNoise, double OffsetMicrometres, double BandwidthKilohertz)[] combinations =
        settings.ToCombinations();

    public IReadOnlyList<Column> Columns =>
        [RatioColumn, OffsetColumn, BandwidthColumn, .. Readers.Select(reader => reader.Confusion)];

    public int ItemCount => combinations.Length;

    public int Threads => settings.Threads;

    public string Describe(int item, int point)
    {
        (double ratio, double offset, double bandwidth) = combinations[item];
        return string.Create(
            CultureInfo.InvariantCulture, $"signal over noise {ratio}, spot {offset} µm off, {bandwidth} kHz");
    }

    public IStudyWork Begin(StudyContext context) => new Work(settings, combinations, context);

    public Analysis Analyse(IRunData data) => new KerrLoopAnalysis(settings, data).Analyse();

    /// <summary>The readers as they would be after a calibration: the whole change is known.</summary>
    /// <param name="spot">The spot.</param>
    /// <param name="detector">The detector.</param>
    internal static ILoopReader[] ReadersFor(KerrSpot spot, KerrDetector detector)
    {
        var centred = new ChangePointReader
        {
            Swing = detector.Swing * spot.Strength,
            BinSeconds = Math.Max(ShortestBin, BinResponses / detector.Bandwidth.Hertz),
        };
        return [new PeakReader(), centred, centred with { ShareBefore = spot.ShareBefore }];
    }

    private static (string Key, string Name, Column Confusion) Of(string key, string name) => (key, name, new Column(
        key, "",
        $"Read by {name}: how many loops of no wall, a pinned and a passed one were read as not determined, pinned and passed, "
            + "truth after truth.",
        ColumnKind.Array));

    private sealed class Work(
        KerrLoopStudySettings settings, (double, double, double)[] combinations, StudyContext context) : IStudyWork
    {
        private const int Kinds = 3;

        public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            (double ratio, double offset, double bandwidth) = combinations[item.Index];
            ulong seed = context.SeedOf(item.Index);
            var spot = new KerrSpot { Along = Length.FromNanometers(offset * 1e3) };
            var detector = new KerrDetector { Bandwidth = Frequency.FromHertz(bandwidth * 1e3) };
            var maker = new KerrLoopMaker(
                new NotchedNanowire(),
                new SinusoidalField { Amplitude = settings.LoopAmplitude, Frequency = settings.LoopFrequency },
                spot, detector with { Noise = detector.Swing / ratio }, settings.SampleRate,
                RandomStream.For(seed, "kerr-loop/walls"), RandomStream.For(seed, "kerr-loop/noise"));
            ILoopReader[] readers = ReadersFor(spot, detector);
            double[][] confusions = [.. readers.Select(_ => new double[Kinds * Kinds])];
            var choice = RandomStream.For(seed, "kerr-loop/choice");
            var probability = new PassProbability();
            for (int loop = 0; loop < settings.Loops; loop++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double passing = LeastProbability + ((1 - (2 * LeastProbability)) * choice.NextDouble());
                MagneticField field = probability.FieldOf(passing);
                bool isMissed = choice.NextDouble() < settings.MissedShare;
                (LoopRecord record, IReadOnlyList<WallEvent> events) = maker.Make(field, isMissed ? 0 : PulseAmperes);
                int truth = (int)KerrLoopMaker.TruthOf(events);
                for (int reader = 0; reader < readers.Length; reader++)
                {
                    confusions[reader][(truth * Kinds) + (int)readers[reader].Read(record).Wall]++;
                }
            }

            item.Add(row =>
            {
                row.Set(RatioColumn, ratio);
                row.Set(OffsetColumn, offset * 1e-6);
                row.Set(BandwidthColumn, bandwidth * 1e3);
                for (int reader = 0; reader < readers.Length; reader++)
                {
                    row.Set(Readers[reader].Confusion, confusions[reader]);
                }
            });
            return ValueTask.CompletedTask;
        }
    }
}

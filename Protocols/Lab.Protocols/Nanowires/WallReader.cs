using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs;

namespace Lab.Protocols.Nanowires;

/// <summary>Injects walls until one is read: a loop that cannot be trusted, or whose pulse missed its field, is taken again and
/// never guessed.</summary>
/// <param name="loops">The loops.</param>
/// <param name="reader">Reads them.</param>
/// <param name="settings">The settings.</param>
internal sealed class WallReader(WallLoops loops, ILoopReader reader, WallLoopSettings settings)
{
    private const double ShortestBin = 40e-6;
    private const double BinResponses = 0.5; // a bin times the bandwidth
    private const double LongestHold = 0.4e-3; // s

    // A wall that is freed within this rise of the field after its pulse is said to have passed, however fast the field is.
    private const double HoldTesla = 0.75e-3;

    // Two steps have to be so many bins apart to be told from one.
    private const double LeastHoldBins = 3;

    /// <summary>The reader of the settings: change points of the whole change that is known.</summary>
    /// <param name="settings">The settings.</param>
    public static ChangePointReader ReaderOf(WallLoopSettings settings) => new()
    {
        Swing = settings.KerrSwing,
        BinSeconds = BinOf(settings),
        LeastGapSeconds = HoldOf(settings),
        LatestTesla = settings.FreedBy.Tesla,
        HumHertz = settings.MainsFrequency.Hertz,
        HumShare = settings.HumShare,
        LeastConfidence = settings.LeastConfidence,
    };

    /// <summary>Says why loops of the settings cannot be read, with the remedy; <see langword="null"/> where they can.</summary>
    /// <param name="settings">The settings.</param>
    public static string? FindFault(WallLoopSettings settings)
    {
        double hold = HoldOf(settings);
        double bin = BinOf(settings);
        if (!(hold >= LeastHoldBins * bin))
        {
            return $"In a loop of {settings.LoopFrequency} and {settings.LoopAmplitude} the field rises by "
                + $"{MagneticField.FromTesla(HoldTesla)} in {Duration.FromSeconds(hold)}, and a signal of "
                + $"{settings.KerrBandwidth} is averaged over {Duration.FromSeconds(bin)}: walls that are held for long enough "
                + "would be read as passed. Lower 'loop_frequency' or 'loop_amplitude', or raise 'kerr_bandwidth'.";
        }

        double sample = 1 / settings.SampleRate.Hertz;
        double samples = LoopRecorder.RecordShare / (settings.LoopFrequency.Hertz * sample);
        ILoopReader[] readers = [ReaderOf(settings), new PeakReader()];
        return readers.FirstOrDefault(each => !(samples >= each.LeastSamples(sample))) is { } coarse
            ? $"The rise of a loop has {samples:F0} samples; {coarse.Name} need {coarse.LeastSamples(sample)}. Lower "
                + "'loop_frequency', or raise 'kerr_bandwidth' and 'sample_rate'."
            : null;
    }

    /// <summary>The time over which the signal is averaged, s.</summary>
    /// <param name="settings">The settings.</param>
    public static double BinOf(WallLoopSettings settings) =>
        Math.Max(ShortestBin, BinResponses / settings.KerrBandwidth.Hertz);

    // The field is fastest at zero.
    private static double HoldOf(WallLoopSettings settings) => Math.Min(
        LongestHold, HoldTesla / (Math.Tau * settings.LoopFrequency.Hertz * settings.LoopAmplitude.Tesla));

    /// <summary>Takes loops until one is read.</summary>
    /// <param name="field">The field at which the wall is injected.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">None could be read, as often as the settings allow.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails.</exception>
    public async ValueTask<WallRead> TakeAsync(MagneticField field, CancellationToken cancellationToken)
    {
        int notRead = 0;
        int missed = 0;
        double worst = 0;
        while (true)
        {
            WallLoop loop = await loops.TakeAsync(field, cancellationToken).ConfigureAwait(false);
            worst = Math.Max(worst, Math.Abs(loop.Miss.Tesla));
            bool isMissed = !(Math.Abs(loop.Miss.Tesla) <= settings.LargestMiss.Tesla);
            LoopReading? reading = isMissed ? null : reader.Read(loop.Record);
            if (reading is { Wall: not WallReading.NotDetermined })
            {
                return new WallRead(loop, reading, notRead, missed, worst);
            }

            missed += isMissed ? 1 : 0;
            notRead += isMissed ? 0 : 1;
            if (notRead + missed > settings.MostRepeats)
            {
                throw new RunException(
                    $"No wall could be read at {field}: of {notRead + missed} loops {missed} had their pulse more than "
                        + $"{settings.LargestMiss} off, and {notRead} could not be told. Look at the signal with 'lab run "
                        + "kerr-loop': see whether pulses inject walls, whether the spot is on the notch, and whether "
                        + "'kerr_swing' and its sign are right.");
            }
        }
    }
}

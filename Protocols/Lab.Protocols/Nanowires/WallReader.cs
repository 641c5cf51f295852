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

    /// <summary>The reader of the settings: change points of the whole change that is known.</summary>
    /// <param name="settings">The settings.</param>
    public static ChangePointReader ReaderOf(WallLoopSettings settings) => new()
    {
        Swing = settings.KerrSwing,
        BinSeconds = Math.Max(ShortestBin, BinResponses / settings.KerrBandwidth.Hertz),
        LeastConfidence = settings.LeastConfidence,
    };

    /// <summary>Takes loops until one is read.</summary>
    /// <param name="field">The field at which the wall is injected.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">None could be read, as often as the settings allow.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails.</exception>
    public async ValueTask<WallRead> TakeAsync(MagneticField field, CancellationToken cancellationToken)
    {
        int notRead = 0;
        int missed = 0;
        while (true)
        {
            WallLoop loop = await loops.TakeAsync(field, cancellationToken).ConfigureAwait(false);
            bool isMissed = !(Math.Abs(loop.Miss.Tesla) <= settings.LargestMiss.Tesla);
            LoopReading? reading = isMissed ? null : reader.Read(loop.Record);
            if (reading is { Wall: not WallReading.NotDetermined })
            {
                return new WallRead(loop, reading, notRead, missed);
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

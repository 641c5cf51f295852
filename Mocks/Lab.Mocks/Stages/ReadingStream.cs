using Lab.Models.Randomness;

namespace Lab.Mocks.Stages;

/// <summary>Random numbers of readings that are taken with shots and without: those in a shot follow from the seed, the shot and
/// the number of triggers in it alone, so that a run that is taken up at a shot reads what the unbroken one read.</summary>
/// <remarks>A shot may have several triggers, such as a reset and a pulse; the readings after each have numbers of their own.
/// Belongs to one thread at a time.</remarks>
public sealed class ReadingStream
{
    private readonly ShotSequence shots;
    private readonly string purpose;
    private readonly RandomStream before;
    private readonly List<ShotStream> after = [];

    internal ReadingStream(ShotSequence shots, string purpose, RandomStream before)
    {
        this.shots = shots;
        this.purpose = purpose;
        this.before = before;
    }

    /// <summary>The stream of the shot that is under way or was last, where its last draw left it; one of the seed alone before
    /// the first shot.</summary>
    public RandomStream Now
    {
        get
        {
            if (shots.Current < 0)
            {
                return before;
            }

            int trigger = shots.TriggerInShot;
            while (after.Count <= trigger)
            {
                after.Add(shots.StreamOf($"{purpose} after trigger {after.Count}"));
            }

            return after[trigger].Now;
        }
    }
}

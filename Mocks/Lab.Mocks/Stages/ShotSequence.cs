using Lab.Models.Randomness;

namespace Lab.Mocks.Stages;

/// <summary>Counts the shots of a virtual bench. The twin that gives the trigger begins one; what the shot does by chance is
/// drawn from streams of this shot.</summary>
/// <remarks>Safe to share between threads; a stream belongs to one thread at a time.</remarks>
public sealed class ShotSequence
{
    private readonly Lock gate = new();
    private readonly ulong seed;
    private long next;
    private (long Shot, long Turn) current = (-1, 0);
    private bool isExpected;
    private int triggers;

    internal ShotSequence(ulong seed) => this.seed = seed;

    /// <summary>The number of the shot that is under way or was last, from 0 on; −1 before the first.</summary>
    public long Current => Turn.Shot;

    /// <summary>How many triggers came before the last one since a shot was expected, from 0 on; 0 where none was, since each
    /// trigger begins a shot of its own then.</summary>
    public int TriggerInShot
    {
        get
        {
            lock (gate)
            {
                return Math.Max(triggers - 1, 0);
            }
        }
    }

    /// <summary>The shot, and how many were begun up to it: a shot that is taken again begins its streams again.</summary>
    internal (long Shot, long Turn) Turn
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>Tells which shot the next trigger begins.</summary>
    /// <param name="shot">Its number, from 0 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void Expect(long shot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shot);
        lock (gate)
        {
            (next, isExpected, triggers) = (shot, true, 0);
        }
    }

    /// <summary>Begins the next shot; called by the twin that gives the trigger.</summary>
    /// <returns>The shot's number.</returns>
    public long Trigger()
    {
        lock (gate)
        {
            current = (next++, current.Turn + 1);
            triggers += isExpected ? 1 : 0;
            return current.Shot;
        }
    }

    /// <summary>The random numbers for one purpose, drawn anew in each shot.</summary>
    /// <param name="purpose">The purpose of the numbers, so that two uses are independent: <c>scope/noise of input 1</c>.</param>
    public ShotStream StreamOf(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return new ShotStream(this, purpose);
    }

    /// <summary>The stream of one shot.</summary>
    /// <param name="purpose">The purpose of the numbers.</param>
    /// <param name="shot">The shot.</param>
    internal RandomStream StreamAt(string purpose, long shot) => RandomStream.For(seed, $"shot/{purpose}", (ulong)shot);
}

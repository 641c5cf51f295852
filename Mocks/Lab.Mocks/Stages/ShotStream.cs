using Lab.Models.Randomness;

namespace Lab.Mocks.Stages;

/// <summary>Random numbers of one purpose that follow from the seed and the number of the shot: those of a shot are the same
/// whether the shots before it were taken or not.</summary>
/// <remarks>Belongs to one thread at a time.</remarks>
public sealed class ShotStream
{
    private readonly ShotSequence shots;
    private readonly string purpose;
    private RandomStream? stream;
    private long streamTurn;

    internal ShotStream(ShotSequence shots, string purpose)
    {
        this.shots = shots;
        this.purpose = purpose;
    }

    /// <summary>The stream of the shot that is under way, where its last draw left it.</summary>
    /// <exception cref="InvalidOperationException">No shot has begun.</exception>
    public RandomStream Now
    {
        get
        {
            (long shot, long turn) = shots.Turn;
            if (shot < 0)
            {
                throw new InvalidOperationException($"Bug in a twin: '{purpose}' is drawn before the first shot began.");
            }

            if (stream is null || turn != streamTurn)
            {
                (stream, streamTurn) = (shots.StreamAt(purpose, shot), turn);
            }

            return stream;
        }
    }
    /// <summary>The numbers of any shot from their beginning; those of <see cref="Now"/> are not moved.</summary>
    /// <param name="shot">Its number, from 0 on.</param>
    public RandomStream Of(long shot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shot);
        return shots.StreamAt(purpose, shot);
    }
}

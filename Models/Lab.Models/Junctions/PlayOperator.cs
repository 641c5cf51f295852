namespace Lab.Models.Junctions;

/// <summary>
/// Rate-independent hysteresis with play: what follows an input stays where it is while the input turns within a play, and is
/// drawn along by its end beyond it (Brokate and Sprekels, Hysteresis and Phase Transitions, section 2.1).
/// </summary>
/// <remarks>It is the law of a vortex core that is pinned, and of a magnet whose iron keeps a field.
/// It never moves against its input.</remarks>
public static class PlayOperator
{
    /// <summary>Where the follower is after its input went straight to a value: max(input − w, min(input + w,
    /// follower)).</summary>
    /// <param name="follower">Where it was.</param>
    /// <param name="input">The input, in the same unit.</param>
    /// <param name="halfWidth">Half width w of the play, in the same unit. Zero or positive; infinite holds the follower.</param>
    public static double Follow(double follower, double input, double halfWidth) =>
        Math.Max(input - halfWidth, Math.Min(input + halfWidth, follower));
}

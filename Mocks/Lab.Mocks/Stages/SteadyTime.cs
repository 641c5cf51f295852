namespace Lab.Mocks.Stages;

/// <summary>Time since a start that never decreases: a clock that was put back goes on from where it was.</summary>
/// <param name="startSeconds">The start, s.</param>
internal sealed class SteadyTime(double startSeconds)
{
    private double originSeconds = startSeconds;
    private double latestSeconds;

    /// <summary>Seconds since the start at a time of the clock.</summary>
    public double At(double nowSeconds)
    {
        if (nowSeconds - originSeconds < latestSeconds)
        {
            originSeconds = nowSeconds - latestSeconds;
        }

        return latestSeconds = nowSeconds - originSeconds;
    }
}

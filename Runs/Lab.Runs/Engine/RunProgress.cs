using Lab.Quantities;

namespace Lab.Runs.Engine;

/// <summary>How far a run is. Points that are counted here are in the record.</summary>
/// <param name="Done">Points recorded.</param>
/// <param name="Planned">Points of the plan.</param>
/// <param name="Message">The step that was done last, or is being done: <c>346 MHz, 2 µW</c>.</param>
/// <param name="BenchTime">Time on the bench's clock since the run began.</param>
/// <param name="BenchTimeLeft">Estimated bench time left, from the points so far;
/// <see langword="null"/> before the first.</param>
public readonly record struct RunProgress(int Done, int Planned, string Message, Duration BenchTime, Duration? BenchTimeLeft)
{
    /// <summary>Whether nothing but computing is done: the times are then the computer's.</summary>
    public bool IsComputed { get; init; }

    /// <summary>Whether the run goes on until it is stopped, so that nothing is left to tell.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>Whether something that takes its time is under way, of which another word follows soon.</summary>
    public bool IsOnTheWay { get; init; }
}

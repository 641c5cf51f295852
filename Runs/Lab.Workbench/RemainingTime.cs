using Lab.Quantities;
using Lab.Runs.Engine;

namespace Lab.Workbench;

/// <summary>Estimates how long a run goes on, on the computer's clock, from the points that it has measured.</summary>
/// <param name="clock">The computer's clock.</param>
/// <remarks>Not safe to share between threads.</remarks>
public sealed class RemainingTime(TimeProvider clock)
{
    /// <summary>Time, or share of the points, after which an estimate is worth something.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private const double LeastShare = 0.02;
    private const int MostPassed = 400;
    private const int FewestPart = 4;

    private readonly List<(int Done, long At)> passed = [];
    private (int Done, long At)? first;

    /// <summary>When the first word of the points came, as a time stamp of the clock; <see langword="null"/> before it.</summary>
    public long? Began => first?.At;

    /// <summary>Takes note of a word of the run.</summary>
    /// <param name="progress">How far the run is.</param>
    /// <remarks>Preparing takes a time of its own: the time of points counts from the last word before the first of
    /// them.</remarks>
    public void Pass(RunProgress progress)
    {
        long now = clock.GetTimestamp();
        if (first is not { } begin || progress.Done <= begin.Done)
        {
            begin = (progress.Done, now);
            first = begin;
            passed.Clear();
            passed.Add(begin);
        }
        else if (clock.GetElapsedTime(passed[^1].At, now) >= LookInterval)
        {
            passed.Add((progress.Done, now));
            if (passed.Count > MostPassed)
            {
                int place = 0;
                passed.RemoveAll(_ => place++ % 2 == 1);
            }
        }
    }

    /// <summary>The time left after the latest word; <see langword="null"/> where too little is known.</summary>
    /// <param name="progress">How far the run is.</param>
    /// <remarks>Points that a resumed run found in its record took no time. The first points of a process are slow, and points
    /// of a study
    /// differ: the estimate is made from the later half of the time, once there is enough of it.</remarks>
    public Duration? Left(RunProgress progress)
    {
        if (progress.IsOpenEnded || first is not { } begin || progress.Done <= begin.Done || progress.Done >= progress.Planned
            || progress.IsOnTheWay)
        {
            return null;
        }

        int measured = progress.Done - begin.Done;
        long now = clock.GetTimestamp();
        TimeSpan elapsed = clock.GetElapsedTime(begin.At, now);
        if (elapsed < LeastTime && measured < LeastShare * (progress.Planned - begin.Done))
        {
            return null;
        }

        int enough = progress.Done - Math.Max(1, measured / FewestPart); // one slow point is no half of them
        (int done, long at) = passed.FindLast(pass => clock.GetElapsedTime(pass.At, now) >= elapsed / 2 && pass.Done <= enough);
        TimeSpan left = clock.GetElapsedTime(at, now) * ((double)(progress.Planned - progress.Done) / (progress.Done - done));
        return Duration.FromTimeSpan(left);
    }
}

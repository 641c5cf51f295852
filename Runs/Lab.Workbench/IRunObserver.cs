using Lab.Quantities;
using Lab.Runs.Engine;

namespace Lab.Workbench;

/// <summary>Hears how a run goes. Each method does nothing unless it is implemented.</summary>
/// <remarks>All calls come one after the other from a thread of their own, so an observer that is slow, blocks or throws neither
/// slows nor
/// ends a run. Of an observer that falls behind, the oldest progress is dropped; nothing else is. <see cref="RunResult"/> tells
/// how much was
/// dropped, and whether a call threw.</remarks>
public interface IRunObserver
{
    /// <summary>The experiment is being rehearsed on twins; nothing is sent to the bench.</summary>
    /// <param name="progress">How far the rehearsal is.</param>
    /// <param name="timeLeft">Estimated time left on the computer's clock; <see langword="null"/> where too little is
    /// known.</param>
    void Rehearsed(RunProgress progress, Duration? timeLeft)
    {
    }

    /// <summary>The run has a folder, and begins.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="folder">The full path of its folder.</param>
    void Started(string run, string folder)
    {
    }

    /// <summary>A point is in the record.</summary>
    /// <param name="progress">How far the run is; the point is the last of those that are done.</param>
    void PointRecorded(RunProgress progress)
    {
    }

    /// <summary>The run is a step further: a point, the preparation, or an instrument on its way.</summary>
    /// <param name="progress">How far the run is.</param>
    /// <param name="timeLeft">Estimated time left on the computer's clock; <see langword="null"/> where too little is
    /// known.</param>
    void Progressed(RunProgress progress, Duration? timeLeft)
    {
    }

    /// <summary>The user should know something at once, such as an output that was left on.</summary>
    /// <param name="note">A sentence.</param>
    void Noted(string note)
    {
    }

    /// <summary>Part of the bench is not in its safe state; a person has to bring it there.</summary>
    /// <param name="steps">The steps that are not safe, a sentence each.</param>
    void NotSafe(IReadOnlyList<string> steps)
    {
    }

    /// <summary>The run has ended and the bench is closed. Not called where no run began.</summary>
    /// <param name="result">How it ended.</param>
    void Finished(RunResult result)
    {
    }
}

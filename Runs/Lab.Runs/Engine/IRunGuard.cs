using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <summary>Watches over a run from outside, to make the bench safe when the run cannot do so itself.</summary>
public interface IRunGuard
{
    /// <summary>From now on something may be switched on.</summary>
    /// <param name="folder">Where the guard writes down what it did.</param>
    void Begin(RunFolder folder);

    /// <summary>Why the run must not go on: nobody watches over it any more. <see langword="null"/> while all is well.</summary>
    string? FindFault();

    /// <summary>The run has done what it can to make the bench safe; whatever happens now,
    /// nothing is to be done to the bench.</summary>
    void End();
}

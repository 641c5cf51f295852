namespace Lab.Runs.Locks;

/// <summary>Another program has the bench.</summary>
/// <param name="message">Who, and what to do.</param>
/// <param name="holder">Who; <see langword="null"/> where that cannot be read.</param>
public sealed class BenchInUseException(string message, LockHolder? holder) : RunException(message)
{
    /// <summary>Who has it; <see langword="null"/> where that cannot be read.</summary>
    public LockHolder? Holder { get; } = holder;
}

namespace Lab.Mocks.Stages;

/// <summary>A junction that was destroyed; it is an open circuit until the virtual bench starts anew.</summary>
/// <param name="Junction">The junction.</param>
/// <param name="Reason">What broke it, as a sentence without its full stop.</param>
public sealed record SampleDamage(string Junction, string Reason)
{
    /// <summary>The damage in a line.</summary>
    public override string ToString() => $"junction '{Junction}' was destroyed: {Reason}";
}

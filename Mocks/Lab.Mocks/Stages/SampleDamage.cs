namespace Lab.Mocks.Stages;

/// <summary>A part of the sample that was destroyed; it is an open circuit until the virtual bench starts anew.</summary>
/// <param name="Part">The part: <c>junction 'mtj'</c>, <c>field line 'line'</c>.</param>
/// <param name="Reason">The cause of the damage, as a sentence without its full stop.</param>
public sealed record SampleDamage(string Part, string Reason)
{
    /// <summary>The damage in a line.</summary>
    public override string ToString() => $"{Part} was destroyed: {Reason}";
}

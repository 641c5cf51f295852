namespace Lab.Instruments;

/// <summary>One entry of an instrument's error queue, in the instrument's own words.</summary>
/// <param name="Code">The number, negative for the errors that SCPI names.</param>
/// <param name="Text">The text.</param>
public readonly record struct InstrumentError(int Code, string Text)
{
    /// <summary>The entry as SCPI writes it: <c>-222,"Data out of range"</c>.</summary>
    public override string ToString() => $"{Code},\"{Text}\"";
}

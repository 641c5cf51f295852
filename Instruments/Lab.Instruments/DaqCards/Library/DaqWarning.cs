namespace Lab.Instruments.DaqCards.Library;

/// <summary>A function of the card's library did what it was told, with a warning.</summary>
/// <param name="Code">The status, above zero.</param>
/// <param name="Function">The function.</param>
/// <param name="Text">The library's own words.</param>
public readonly record struct DaqWarning(int Code, string Function, string Text);

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>An answer as a form reads it.</summary>
/// <param name="Value">The value of the answer, in the form's own spelling: a number without sign of plus, a word in capitals, 0
/// or 1.</param>
/// <param name="Problem">Why it is not of the form, as the end of a sentence that begins with the answer; <see langword="null"/>
/// where it is.</param>
public readonly record struct FormReading(string Value, string? Problem);

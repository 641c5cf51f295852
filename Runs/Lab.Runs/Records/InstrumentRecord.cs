namespace Lab.Runs.Records;

/// <summary>An instrument as a run found it.</summary>
/// <param name="Name">Its name on the bench.</param>
/// <param name="Driver">The driver.</param>
/// <param name="Address">The address.</param>
/// <param name="Identity">Its answer to <c>*IDN?</c>.</param>
public sealed record InstrumentRecord(string Name, string Driver, string Address, string Identity);

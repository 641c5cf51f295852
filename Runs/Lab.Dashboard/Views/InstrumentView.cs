namespace Lab.Dashboard.Views;

/// <summary>An instrument as a run found it.</summary>
/// <param name="Name">Its name on the bench.</param>
/// <param name="Driver">Its driver.</param>
/// <param name="Address">Its address.</param>
/// <param name="Identity">The instrument's own answer to <c>*IDN?</c>.</param>
public sealed record InstrumentView(string Name, string Driver, string Address, string Identity);

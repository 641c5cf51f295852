namespace Lab.Wires;

/// <summary>The means of this computer for one kind of wire.</summary>
/// <param name="Name">The wire: <c>VISA (C library)</c>, <c>linux-gpib</c>.</param>
/// <param name="Forms">The addresses that it opens.</param>
/// <param name="IsAvailable">Whether it can be used here.</param>
/// <param name="Detail">Which library or device was found, or why it is missing and how to mend that.</param>
public sealed record WireReport(string Name, string Forms, bool IsAvailable, string Detail);

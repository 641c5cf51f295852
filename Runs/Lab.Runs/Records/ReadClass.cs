namespace Lab.Runs.Records;

/// <summary>A class of labelled data.</summary>
/// <param name="Name">Its name as the file writes it.</param>
/// <param name="Count">How many samples are of it.</param>
public sealed record ReadClass(string Name, long Count);

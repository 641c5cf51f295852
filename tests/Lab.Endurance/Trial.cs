namespace Lab.Endurance;

/// <summary>A long trial that the program runs by name.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Usage">Its options.</param>
/// <param name="Summary">The property that it shows.</param>
/// <param name="RunAsync">Carries it out with the remaining words; returns the exit code, 0 where it held.</param>
public sealed record Trial(string Name, string Usage, string Summary, Func<string[], Task<int>> RunAsync);

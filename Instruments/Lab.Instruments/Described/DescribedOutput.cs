namespace Lab.Instruments.Described;

/// <summary>The output switch of a described terminal.</summary>
/// <param name="On">The command that switches it on.</param>
/// <param name="Off">The command that switches it off.</param>
/// <param name="Query">The query; it answers 0 or OFF, and any other number or ON.</param>
public sealed record DescribedOutput(string On, string Off, string Query);

namespace Lab.Runs.Results;

/// <summary>What the results of a run say, whether they can be trusted, and what to do next: for the person who looks at the
/// report.</summary>
/// <remarks>
/// In each of the texts <c>{linewidth}</c> stands for the result of that name, written with its uncertainty and unit; a sentence
/// that names a result which the points did not give is left out. A command stands between backticks.
/// </remarks>
/// <param name="Meaning">What the results and figures say, in sentences.</param>
/// <param name="Next">What to do next, with the command.</param>
public sealed record Conclusion(string Meaning, string Next)
{
    /// <summary>What decides whether these results can be trusted, in sentences. The report adds how many warnings there are and
    /// which parameters are not determined.</summary>
    public string Trust { get; init; } = string.Empty;
}

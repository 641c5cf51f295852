using Lab.Runs.Results;

namespace Lab.Runs.Comparisons;

/// <summary>A result of several runs side by side.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">The result of each run, in their order; <see langword="null"/> where a run has none.</param>
public sealed record ComparedResult(string Name, IReadOnlyList<ResultValue?> Values)
{
    /// <summary>By how many standard uncertainties of the difference a run's result lies above that of the first: (x − x₀)/√(u² +
    /// u₀²), the uncertainties taken as independent. <see langword="null"/> where either run has no such result or no
    /// uncertainty, where the units differ, and for the first run itself.</summary>
    /// <param name="run">The run, from 0.</param>
    public double? SignificanceOf(int run)
    {
        if (run == 0
            || Values[0] is not { Uncertainty: { } firstUncertainty } first
            || Values[run] is not { Uncertainty: { } uncertainty } value
            || first.Unit != value.Unit)
        {
            return null;
        }

        double sigma =
            (value.Value - first.Value) / Math.Sqrt((uncertainty * uncertainty) + (firstUncertainty * firstUncertainty));
        return double.IsFinite(sigma) ? sigma : null;
    }
}

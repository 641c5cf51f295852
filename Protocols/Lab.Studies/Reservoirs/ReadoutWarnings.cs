namespace Lab.Studies.Reservoirs;

/// <summary>Warnings of read-outs that all reservoirs share.</summary>
internal static class ReadoutWarnings
{
    /// <summary>Warns of a read-out with too few steps to train on.</summary>
    /// <param name="weights">Its weights.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="setting">The setting that gives more of them.</param>
    /// <returns>The warning, or none.</returns>
    public static IEnumerable<string> OfFewSteps(int weights, int steps, string setting)
    {
        if (steps < 2 * weights)
        {
            yield return $"The read-out has {weights} weights and {steps} steps to train on: it learns the noise. Give more "
                + $"steps ('{setting}'), or fewer nodes.";
        }
    }
}

namespace Lab.Models.Reservoirs;

/// <summary>A fitted linear read-out: the weighted sum of the states, and a constant.</summary>
/// <param name="Weights">The weights, shape [node].</param>
/// <param name="Bias">The constant.</param>
public sealed record Readout(IReadOnlyList<double> Weights, double Bias)
{
    /// <summary>Its answers to states.</summary>
    /// <param name="states">The states, shape [step · node].</param>
    /// <returns>The answers, shape [step].</returns>
    public double[] Apply(ReadOnlyMemory<double> states)
    {
        int nodes = Weights.Count;
        double[] answers = new double[states.Length / nodes];
        for (int step = 0; step < answers.Length; step++)
        {
            ReadOnlySpan<double> row = states.Span.Slice(step * nodes, nodes);
            double sum = Bias;
            for (int node = 0; node < nodes; node++)
            {
                sum += Weights[node] * row[node];
            }

            answers[step] = sum;
        }

        return answers;
    }
}

using System.Globalization;
using Lab.Runs.Results;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Studies.Reservoirs;

/// <summary>The singular values of the states of a reservoir, each brought to mean 0 and deviation 1: how many of them move
/// independently, and how well a read-out tells them apart.</summary>
/// <param name="Values">Over the root of the number of steps, descending: the deviations along the principal axes.</param>
internal sealed record SingularValues(IReadOnlyList<double> Values)
{
    /// <summary>The most states that are looked at: some seconds.</summary>
    private const int MostStates = 500;

    /// <summary>(Σσ²)²/Σσ⁴, the number of axes among which the variance is spread.</summary>
    public double EffectiveCount => Values.Sum(value => value * value) is var sum and > 0
        ? sum * sum / Values.Sum(value => Math.Pow(value, 4))
        : 0;

    /// <summary>The largest over the smallest of them; infinite where states depend on each other.</summary>
    public double Condition => Values[^1] > 0 ? Values[0] / Values[^1] : double.PositiveInfinity;

    /// <summary>Computes them; of the first 500 states where there are more.</summary>
    /// <param name="states">The states, shape [step · state].</param>
    /// <param name="width">States of a step. Positive.</param>
    public static SingularValues Of(double[] states, int width)
    {
        int steps = states.Length / width;
        int count = Math.Min(width, MostStates);
        Matrix<double> matrix = Matrix<double>.Build.Dense(steps, count, (step, state) => states[(step * width) + state]);
        for (int state = 0; state < count; state++)
        {
            Vector<double> column = matrix.Column(state);
            column -= column.Average();
            double norm = column.L2Norm();
            matrix.SetColumn(state, norm > 0 ? column / norm : column);
        }

        // Of the smaller of both products.
        Matrix<double> product = count <= steps ? matrix.TransposeThisAndMultiply(matrix) : matrix.TransposeAndMultiply(matrix);
        return new SingularValues([
            .. product.Evd(Symmetricity.Symmetric).EigenValues.Select(value => Math.Sqrt(Math.Max(value.Real, 0)))
                .OrderDescending(),
        ]);
    }

    /// <summary>Draws them.</summary>
    public Figure Draw() => new(
        "Singular values of the states",
        "number",
        [
            new FigurePanel(
                "singular value",
                [
                    new FigureSeries(
                        "first mask", [.. Values.Select((_, i) => i + 1.0)], [.. Values.Select(value => Math.Max(value, 1e-12))],
                        SeriesStyle.Points, 0),
                ])
            {
                IsLogarithmic = true,
            },
        ],
        string.Create(
            CultureInfo.InvariantCulture,
            $"Of the states under the first mask (the first {MostStates} of them), each brought to deviation 1. "
                + $"{EffectiveCount:0.0} of {Values.Count} move independently; the largest is {Condition:g3} times the "
                + $"smallest."));
}

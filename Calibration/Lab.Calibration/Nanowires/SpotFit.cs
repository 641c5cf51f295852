using Lab.Calibration.Regression;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Nanowires;

/// <summary>Where the spot of a Kerr magnetometer is on the notch of a wire, from the step that the part before the notch makes
/// while the spot is moved along: y = S/2·erfc(√2(V − V₀)/ρ), a Gaussian beam on a narrow wire.</summary>
public sealed class SpotFit
{
    private const int Parameters = 3;

    private SpotFit(Estimate centre, Estimate radius, Estimate swing, double chiSquare, int freedom) =>
        (Centre, Radius, Swing, ChiSquare, Freedom) = (centre, radius, swing, chiSquare, freedom);

    /// <summary>V₀, where the spot is on the notch, in the unit of the positions.</summary>
    public Estimate Centre { get; }

    /// <summary>ρ, the radius at 1/e² of the intensity in the unit of the positions; negative where the spot moves towards the
    /// injected end as the position grows.</summary>
    public Estimate Radius { get; }

    /// <summary>S, the change of the signal when all of the wire reverses, V.</summary>
    public Estimate Swing { get; }

    /// <summary>Σ ((measured − fitted)/uncertainty)².</summary>
    public double ChiSquare { get; }

    /// <summary>Its degrees of freedom.</summary>
    public int Freedom { get; }

    /// <summary>The step at a position, V.</summary>
    /// <param name="position">The position.</param>
    public double StepAt(double position) =>
        Swing.Value / 2 * SpecialFunctions.Erfc(Math.Sqrt(2) * (position - Centre.Value) / Radius.Value);

    /// <summary>Finds it.</summary>
    /// <param name="positions">The positions.</param>
    /// <param name="steps">The steps, V, shape [position].</param>
    /// <param name="uncertainties">Their standard uncertainties, V, shape [position]. Positive.</param>
    /// <param name="failure">Why there is none, with the remedy.</param>
    public static SpotFit? Find(
        IReadOnlyList<double> positions, IReadOnlyList<double> steps, IReadOnlyList<double> uncertainties, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(uncertainties);
        failure = null;
        double range = positions.Max() - positions.Min();
        double largest = steps.MaxBy(Math.Abs);
        if (positions.Count <= Parameters || !(range > 0) || largest == 0)
        {
            failure = $"There are steps at {positions.Count} positions; the fit needs more than {Parameters} different ones.";
            return null;
        }

        // In units of the range and of the largest step, so that parameters are of the size of one.
        double middle = (positions.Max() + positions.Min()) / 2;
        double[] Residuals(Vector<double> at) =>
        [
            .. positions.Select((position, i) =>
                (steps[i] - (largest * at[2] / 2
                    * SpecialFunctions.Erfc(Math.Sqrt(2) * (((position - middle) / range) - at[0]) / at[1]))) / uncertainties[i]),
        ];
        (Vector<double> Place, Matrix<double> Covariance, double Squares)? best = null;
        foreach (double start in (double[])[0.3, -0.3])
        {
            var found = DampedLeastSquares.Find(Residuals, [0, start, 1]);
            best = found is { } there && (best is not { } other || there.Squares < other.Squares) ? found : best;
        }

        if (best is not var (place, covariance, squares) || !(Math.Abs(place[0]) < 0.5)
            || !(Math.Sqrt(covariance[0, 0]) < 0.5))
        {
            failure = "The first step does not fall from the whole change to nothing while the spot is moved: the notch is not "
                + "within the positions. Move the spot further, or to the wire.";
            return null;
        }

        int freedom = positions.Count - Parameters;
        double widened = Math.Sqrt(Math.Max(1, squares / freedom));
        double Deviation(int parameter) => widened * Math.Sqrt(covariance[parameter, parameter]);
        return new SpotFit(
            new Estimate(middle + (range * place[0]), range * Deviation(0)),
            new Estimate(range * place[1], range * Deviation(1)),
            new Estimate(largest * place[2], Math.Abs(largest) * Deviation(2)),
            squares, freedom);
    }
}

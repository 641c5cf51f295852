using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Resonances;

/// <summary>The torques of a bilayer by the heights of its lines against the angle of the field.</summary>
/// <remarks>The symmetric parts are S·sin 2φ·cos φ + T·sin φ, a damping-like torque and a voltage by heat; the antisymmetric ones
/// A·sin 2φ·cos φ, a field-like torque; φ counts from the current, φ = angle + zero. Generalised least squares with the
/// covariance of the heights, which hang together by field and width of the line.</remarks>
/// <param name="DampingLike">S, V.</param>
/// <param name="FieldLike">A, V.</param>
/// <param name="Thermal">T, V.</param>
/// <param name="Zero">Angle of the field from the current at the zero of the angles, rad; within a quarter of a turn.</param>
/// <param name="Ratio">S/A; unknown where A may be zero.</param>
/// <param name="Probability">Probability of heights as far from these laws, by noise alone.</param>
public sealed record TorqueFit(
    Estimate DampingLike, Estimate FieldLike, Estimate Thermal, Estimate Zero, Estimate Ratio, double Probability)
{
    /// <summary>The fewest angles: more heights than the laws have parameters, to judge them by.</summary>
    public const int FewestAngles = 6;

    private const int Parameters = 4; // S, T, A, zero
    private const int Steps = 30;
    private const double SmallestSignificance = 3;

    /// <summary>Whether the heights follow the laws.</summary>
    public bool IsDescribed => Probability >= LineFamily.LeastProbability;

    /// <summary>The symmetric part at an angle, V.</summary>
    /// <param name="angleRadians">The angle as it was set, rad.</param>
    public double SymmetricAt(double angleRadians)
    {
        double angle = angleRadians + Zero.Value;
        return (DampingLike.Value * Math.Sin(2 * angle) * Math.Cos(angle)) + (Thermal.Value * Math.Sin(angle));
    }

    /// <summary>The antisymmetric part at an angle, V.</summary>
    /// <param name="angleRadians">The angle as it was set, rad.</param>
    public double AntisymmetricAt(double angleRadians)
    {
        double angle = angleRadians + Zero.Value;
        return FieldLike.Value * Math.Sin(2 * angle) * Math.Cos(angle);
    }

    /// <summary>Fits.</summary>
    /// <param name="anglesRadians">The angles, rad; at least <see cref="FewestAngles"/>.</param>
    /// <param name="lines">The lines at these angles.</param>
    public static TorqueFit Of(IReadOnlyList<double> anglesRadians, LineFamily lines)
    {
        ArgumentNullException.ThrowIfNull(anglesRadians);
        ArgumentNullException.ThrowIfNull(lines);
        if (anglesRadians.Count < FewestAngles || anglesRadians.Count != lines.Symmetric.Count)
        {
            throw new ArgumentException(
                $"{anglesRadians.Count} angles of {lines.Symmetric.Count} lines do not tell torques; take {FewestAngles} or more "
                    + "angles, one for each line.",
                nameof(anglesRadians));
        }

        var heights = Vector<double>.Build.DenseOfEnumerable(
            lines.Symmetric.Concat(lines.Antisymmetric).Select(each => each.Value));
        Matrix<double> weight = lines.Covariance.Inverse();
        (Vector<double> Place, double Squares, Matrix<double> Covariance) best = Enumerable.Range(-4, 9)
            .Select(start => Follow(anglesRadians, heights, weight, start * Math.PI / 18))
            .MinBy(found => found.Squares);
        Estimate Of(int i) => new(best.Place[i], Math.Sqrt(best.Covariance[i, i]));
        Estimate dampingLike = Of(0);
        Estimate fieldLike = Of(2);
        double ratio = dampingLike.Value / fieldLike.Value;
        double variance = best.Covariance[0, 0] - (2 * ratio * best.Covariance[0, 2])
            + (ratio * ratio * best.Covariance[2, 2]);
        return new TorqueFit(
            dampingLike,
            fieldLike,
            Of(1),
            Of(3),
            Math.Abs(fieldLike.Value) > SmallestSignificance * fieldLike.StandardUncertainty
                ? new Estimate(ratio, Math.Sqrt(variance) / Math.Abs(fieldLike.Value))
                : Estimate.Unknown,
            1 - ChiSquared.CDF((2 * anglesRadians.Count) - Parameters, best.Squares));
    }

    // Gauss–Newton from a zero of the angles; the heights are linear in the rest.
    private static (Vector<double> Place, double Squares, Matrix<double> Covariance) Follow(
        IReadOnlyList<double> angles, Vector<double> heights, Matrix<double> weight, double zero)
    {
        Matrix<double> shapes = ShapesAt(angles, zero);
        Matrix<double> weighted = shapes.TransposeThisAndMultiply(weight);
        Vector<double> linear = (weighted * shapes).Solve(weighted * heights);
        var place = Vector<double>.Build.DenseOfArray([.. linear, zero]);
        Matrix<double> covariance = Matrix<double>.Build.Dense(Parameters, Parameters);
        double squares = double.PositiveInfinity;
        for (int step = 0; step < Steps; step++)
        {
            Vector<double> left = heights - (ShapesAt(angles, place[3]) * place.SubVector(0, 3));
            squares = left * (weight * left);
            Matrix<double> jacobian = JacobianAt(angles, place);
            weighted = jacobian.TransposeThisAndMultiply(weight);
            covariance = (weighted * jacobian).Inverse();
            Vector<double> move = covariance * (weighted * left);
            move[3] = Math.Clamp(move[3], -0.1, 0.1);
            place += move;
        }

        return (place, Math.Abs(place[3]) < Math.PI / 2 ? squares : double.PositiveInfinity, covariance);
    }

    // Columns S, T, A; symmetric heights first.
    private static Matrix<double> ShapesAt(IReadOnlyList<double> angles, double zero) => Matrix<double>.Build.Dense(
        2 * angles.Count, 3, (row, column) =>
        {
            double angle = angles[row % angles.Count] + zero;
            double torque = Math.Sin(2 * angle) * Math.Cos(angle);
            return (row < angles.Count, column) switch
            {
                (true, 0) or (false, 2) => torque,
                (true, 1) => Math.Sin(angle),
                _ => 0,
            };
        });

    private static Matrix<double> JacobianAt(IReadOnlyList<double> angles, Vector<double> place)
    {
        const double difference = 1e-6;
        Vector<double> linear = place.SubVector(0, 3);
        Vector<double> byZero = (ShapesAt(angles, place[3] + difference) - ShapesAt(angles, place[3] - difference)) * linear
            / (2 * difference);
        return ShapesAt(angles, place[3]).InsertColumn(3, byZero);
    }
}
